@echo off
rem The stego command for Windows: finds Java, builds the jar when it is missing or older than its
rem sources, runs it. JAVA_HOME names the Java to use (17 or newer), STEGO_JAVA_OPTS flags for the
rem JVM; STEGO_NO_BUILD=1 runs the jar that is there.
setlocal EnableExtensions DisableDelayedExpansion
set "STEGO_HOME=%~dp0"
if "%STEGO_HOME:~-1%"=="\" set "STEGO_HOME=%STEGO_HOME:~0,-1%"
set "STEGO_JAR=%STEGO_HOME%\stego-cli\target\stego.jar"

if defined JAVA_HOME (
  set "STEGO_JAVA=%JAVA_HOME%\bin\java.exe"
  if not exist "%JAVA_HOME%\bin\java.exe" (
    echo stego: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it 1>&2
    exit /b 2
  )
) else (
  set "STEGO_JAVA=java.exe"
  where java.exe >nul 2>nul
  if errorlevel 1 (
    echo stego: Java is missing: install a JDK 17 or newer, or set JAVA_HOME 1>&2
    exit /b 2
  )
)

rem The first line is such as: openjdk 17.0.9 2023-10-17. Java 8 does not know --version and prints
rem nothing there. The call keeps cmd from taking the quotes off the path.
set "STEGO_VERSION="
for /f "tokens=2" %%v in ('call "%STEGO_JAVA%" --version') do (
  if not defined STEGO_VERSION set "STEGO_VERSION=%%v"
)
set "STEGO_MAJOR="
for /f "delims=.-+_ tokens=1" %%m in ("%STEGO_VERSION%") do set "STEGO_MAJOR=%%m"
if not defined STEGO_MAJOR (
  echo stego: "%STEGO_JAVA%" is older than Java 9 or does not run; stego needs 17 or newer ^(set JAVA_HOME^) 1>&2
  exit /b 2
)
if %STEGO_MAJOR% LSS 17 (
  echo stego: "%STEGO_JAVA%" is Java %STEGO_VERSION%; stego needs 17 or newer ^(set JAVA_HOME^) 1>&2
  exit /b 2
)

if defined STEGO_NO_BUILD goto run
if not exist "%STEGO_HOME%\stego-cli\src" goto run
if not exist "%STEGO_JAR%" goto build
rem Exit code 1 says that a source or a pom is newer than the jar.
powershell -NoProfile -NonInteractive -Command "$j=(Get-Item -LiteralPath $env:STEGO_JAR).LastWriteTimeUtc; $n=Get-ChildItem -LiteralPath $env:STEGO_HOME -Directory | ForEach-Object { Get-ChildItem -LiteralPath $_.FullName -Recurse -File | Where-Object { ($_.FullName -like '*\src\main\*' -or $_.Name -eq 'pom.xml') -and $_.FullName -notlike '*\target\*' -and $_.LastWriteTimeUtc -gt $j } } | Select-Object -First 1; $p=(Get-Item -LiteralPath (Join-Path $env:STEGO_HOME 'pom.xml')).LastWriteTimeUtc -gt $j; if ($n -or $p) { exit 1 }"
if not errorlevel 1 goto run

:build
where mvn >nul 2>nul
if errorlevel 1 (
  echo stego: Maven is missing: install Maven 3.8 or newer, so that stego can be built 1>&2
  exit /b 2
)
echo stego: building ^(first use, or the sources have changed^) ... 1>&2
set "STEGO_LOG=%TEMP%\stego-build-%RANDOM%%RANDOM%.log"
pushd "%STEGO_HOME%"
call mvn -B -q -DskipTests -Dspotless.check.skip package -pl stego-cli -am >"%STEGO_LOG%" 2>&1
set "STEGO_BUILT=%ERRORLEVEL%"
popd
if not "%STEGO_BUILT%"=="0" (
  type "%STEGO_LOG%" 1>&2
  del "%STEGO_LOG%"
  echo stego: the build failed; what Maven said is above 1>&2
  exit /b 2
)
del "%STEGO_LOG%"

:run
if not exist "%STEGO_JAR%" (
  echo stego: "%STEGO_JAR%" is missing 1>&2
  exit /b 2
)
rem Commands that compute need the Vector API; the others start faster without it, and those that
rem answer at once without C2, the second compiler.
set "STEGO_JVM=--add-modules jdk.incubator.vector"
for %%c in (convert name weights) do if "%~1"=="%%c" set "STEGO_JVM="
for %%c in (help info -h --help -V --version) do if "%~1"=="%%c" set "STEGO_JVM=-XX:TieredStopAtLevel=1"
if "%~1"=="" set "STEGO_JVM=-XX:TieredStopAtLevel=1"
rem With the serial collector a process that segments takes half the memory, and less with few new
rem objects at a time (else a machine of more memory sets more aside for them). A second collector would
rem end the JVM, so ours stays away where the user names one.
set "STEGO_GC="
for %%c in (demo features segment) do if "%~1"=="%%c" set "STEGO_GC=-XX:+UseSerialGC -Xmn48m"
set | findstr /i /r /c:"^STEGO_JAVA_OPTS=.*GC" /c:"^JAVA_TOOL_OPTIONS=.*GC" /c:"^JDK_JAVA_OPTIONS=.*GC" /c:"^_JAVA_OPTIONS=.*GC" >nul && set "STEGO_GC="
"%STEGO_JAVA%" %STEGO_JVM% %STEGO_GC% -Djdk.console=java.base "-Dstego.home=%STEGO_HOME%" %STEGO_JAVA_OPTS% -jar "%STEGO_JAR%" %*
exit /b %ERRORLEVEL%
