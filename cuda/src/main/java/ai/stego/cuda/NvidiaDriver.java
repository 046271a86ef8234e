package ai.stego.cuda;

import ai.stego.tensor.InputException;
import ai.stego.tensor.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * One NVIDIA GPU through its driver: the device's primary context, one stream. The context is made
 * current on whatever thread calls.
 */
final class NvidiaDriver implements Driver {
  private static final int NON_BLOCKING = 1; // CU_STREAM_NON_BLOCKING: no waiting for other streams

  private final CUdevice device;
  private final DeviceProperties properties;
  private final KernelLibrary kernels;
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final List<HostMemory> hostMemory = new ArrayList<>();
  private final List<CUevent> events = new ArrayList<>();
  private final NvidiaLibraries libraries = new NvidiaLibraries(this::call, stream);
  private LaunchArguments arguments;
  private volatile boolean closed;

  private NvidiaDriver(int index, DeviceProperties properties, KernelFiles files) {
    this.device = NvidiaDevices.device(index);
    this.properties = properties;
    this.kernels = new KernelLibrary(files);
  }

  /** Page-locked host memory; shows its address. */
  private static final class HostMemory extends Pointer {
    long address() {
      return getNativePointer();
    }
  }

  /**
   * Opens a device.
   *
   * @param index which one, from 0
   * @return the driver, to be closed by the caller
   * @throws InputException if it cannot be used, in one line that says why
   */
  static NvidiaDriver open(int index) {
    KernelFiles files =
        KernelFiles.find().orElseThrow(() -> new InputException(KernelFiles.missing()));
    NvidiaDevices.problem(files)
        .ifPresent(
            problem -> {
              throw new InputException(problem.reason());
            });
    NvidiaDriver driver = new NvidiaDriver(index, NvidiaDevices.require(index), files);
    try {
      driver.start();
      return driver;
    } catch (CudaException e) {
      driver.close();
      throw new InputException(
          "device cuda:%d cannot be opened: %s".formatted(index, CudaErrors.text(e.getMessage())),
          e);
    }
  }

  private void start() {
    JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
    JCudaDriver.cuCtxSetCurrent(context);
    JCudaDriver.cuStreamCreate(stream, NON_BLOCKING);
    HostMemory memory = lock(2 * LaunchArguments.MOST * Long.BYTES);
    arguments =
        new LaunchArguments(
            memory.getByteBuffer(0, 2L * LaunchArguments.MOST * Long.BYTES), memory.address());
  }

  private HostMemory lock(long bytes) {
    HostMemory memory = new HostMemory();
    JCudaDriver.cuMemAllocHost(memory, bytes);
    synchronized (hostMemory) {
      hostMemory.add(memory);
    }
    return memory;
  }

  /** Calls the driver with this device's context. */
  private void call(String doing, CudaErrors.Calls calls) {
    if (closed) {
      throw new IllegalStateException(doing + ": the backend is closed");
    }
    CudaErrors.call(
        doing,
        () -> {
          JCudaDriver.cuCtxSetCurrent(context);
          calls.run();
        });
  }

  static CUdeviceptr pointer(long address) {
    return new CUdeviceptr().withByteOffset(address);
  }

  @Override
  public DeviceProperties properties() {
    return properties;
  }

  @Override
  public long freeBytes() {
    long[] free = new long[1];
    call("asking for the free memory", () -> JCudaDriver.cuMemGetInfo(free, new long[1]));
    return free[0];
  }

  @Override
  public boolean keepsFreedMemory() {
    return true;
  }

  @Override
  public long allocate(long bytes) {
    Allocation allocation = new Allocation();
    try {
      call("allocating " + bytes + " bytes", () -> JCudaDriver.cuMemAlloc(allocation, bytes));
      return allocation.address();
    } catch (DriverException e) {
      if (e.getCause().getMessage().equals(CudaErrors.OUT_OF_MEMORY)) {
        return 0;
      }
      throw e;
    }
  }

  /** A device pointer that shows its address. */
  private static final class Allocation extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }

  @Override
  public void free(long address) {
    call("freeing memory", () -> JCudaDriver.cuMemFree(pointer(address)));
  }

  @Override
  public ByteBuffer hostBuffer(int bytes) {
    HostMemory[] memory = new HostMemory[1];
    call("locking " + bytes + " bytes of host memory", () -> memory[0] = lock(bytes));
    return memory[0].getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void upload(long address, ByteBuffer source) {
    startUpload(address, source);
    synchronize();
  }

  @Override
  public void download(long address, ByteBuffer destination) {
    startDownload(address, destination);
    synchronize();
  }

  @Override
  public void startUpload(long address, ByteBuffer source) {
    call(
        "copying to the device",
        () ->
            JCudaDriver.cuMemcpyHtoDAsync(
                pointer(address), Pointer.to(source.slice()), source.remaining(), stream));
  }

  @Override
  public void startDownload(long address, ByteBuffer destination) {
    call(
        "copying from the device",
        () ->
            JCudaDriver.cuMemcpyDtoHAsync(
                Pointer.to(destination.slice()),
                pointer(address),
                destination.remaining(),
                stream));
  }

  @Override
  public DeviceEvent event() {
    CUevent event = new CUevent();
    call("making an event", () -> JCudaDriver.cuEventCreate(event, 0));
    synchronized (events) {
      events.add(event);
    }
    return new NvidiaEvent(event);
  }

  /** An event of this device's stream. */
  private final class NvidiaEvent implements DeviceEvent {
    private final CUevent event;

    NvidiaEvent(CUevent event) {
      this.event = event;
    }

    @Override
    public void record() {
      call("recording an event", () -> JCudaDriver.cuEventRecord(event, stream));
    }

    @Override
    public void await() {
      call("waiting for the device", () -> JCudaDriver.cuEventSynchronize(event));
    }

    @Override
    public double millisecondsSince(DeviceEvent earlier) {
      await();
      float[] milliseconds = new float[1];
      CUevent first = ((NvidiaEvent) earlier).event;
      call("timing", () -> JCudaDriver.cuEventElapsedTime(milliseconds, first, event));
      return milliseconds[0];
    }
  }

  @Override
  public void copy(long from, long to, long bytes) {
    call(
        "copying within the device",
        () -> JCudaDriver.cuMemcpyDtoDAsync(pointer(to), pointer(from), bytes, stream));
  }

  @Override
  public void launch(String kernel, Launch launch, Object... values) {
    call("starting the kernel " + kernel, () -> start(kernel, launch, values));
  }

  private void start(String kernel, Launch launch, Object... values) {
    CUfunction function = kernels.function(kernel, launch.sharedBytes());
    synchronized (kernels) { // one table of arguments
      JCudaDriver.cuLaunchKernel(
          function,
          launch.x(),
          launch.y(),
          launch.z(),
          launch.threads(),
          1,
          1,
          launch.sharedBytes(),
          stream,
          arguments.write(kernel, values),
          null);
    }
  }

  @Override
  public MatrixProduct product(Precision precision) {
    return libraries.product(precision);
  }

  @Override
  public PatchConvolution patchConvolution(Precision precision) {
    return libraries.patchConvolution(precision);
  }

  @Override
  public void synchronize() {
    call("waiting for the device", () -> JCudaDriver.cuStreamSynchronize(stream));
  }

  /** After a fault of a kernel the driver refuses every call; releasing the context frees all. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    attempt(() -> JCudaDriver.cuCtxSetCurrent(context));
    attempt(() -> JCudaDriver.cuStreamSynchronize(stream));
    libraries.close();
    events.forEach(event -> attempt(() -> JCudaDriver.cuEventDestroy(event)));
    hostMemory.forEach(memory -> attempt(() -> JCudaDriver.cuMemFreeHost(memory)));
    attempt(kernels::unload);
    attempt(() -> JCudaDriver.cuStreamDestroy(stream));
    attempt(() -> JCudaDriver.cuCtxSetCurrent(new CUcontext()));
    attempt(() -> JCudaDriver.cuDevicePrimaryCtxRelease(device));
  }

  /** Does one step of closing; a failure must not keep the others from being done. */
  static void attempt(CudaErrors.Calls calls) {
    try {
      calls.run();
    } catch (CudaException | DriverException e) {
      System.getLogger(NvidiaDriver.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a device", e);
    }
  }
}
