package ai.stego;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may know whom: the arrows of docs/architecture.md. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("ai.stego");

  @Test
  void allRoomsAreLookedAt() {
    for (String room :
        new String[] {
          "tensor", "tensor.cpu", "tensor.cpu.vector", "tensor.io", "nn", "vit", "segment", "cli"
        }) {
      assertTrue(
          CLASSES.stream().anyMatch(c -> c.getPackageName().equals("ai.stego." + room)), room);
    }
  }

  @Test
  void tensorsKnowOnlyThemselves() {
    forbids(
        "ai.stego.tensor..",
        "ai.stego.nn..",
        "ai.stego.vit..",
        "ai.stego.segment..",
        "ai.stego.image..",
        "ai.stego.train..",
        "ai.stego.cli..",
        "ai.stego.cuda..");
  }

  @Test
  void layersKnowOnlyTensors() {
    forbids(
        "ai.stego.nn..",
        "ai.stego.vit..",
        "ai.stego.segment..",
        "ai.stego.image..",
        "ai.stego.train..",
        "ai.stego.cli..",
        "ai.stego.cuda..");
  }

  @Test
  void imagesAndBackbonesDoNotKnowTheSegmenter() {
    forbids(
        "ai.stego.image..",
        "ai.stego.nn..",
        "ai.stego.vit..",
        "ai.stego.segment..",
        "ai.stego.train..",
        "ai.stego.cli..");
    forbids("ai.stego.vit..", "ai.stego.segment..", "ai.stego.train..", "ai.stego.cli..");
  }

  @Test
  void theSegmenterDoesNotKnowTraining() {
    forbids("ai.stego.segment..", "ai.stego.train..", "ai.stego.cli..", "ai.stego.cuda..");
  }

  @Test
  void trainingDoesNotKnowTheCommand() {
    forbids("ai.stego.train..", "ai.stego.cli..", "ai.stego.cuda..");
  }

  @Test
  void onlyTheVectorBackendNamesTheVectorApi() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("ai.stego.tensor.cpu.vector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("ai.stego.tensor.cpu.vector")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.stego.tensor.cpu.vector.."));
  }

  @Test
  void onlyTheCudaModuleNamesJCuda() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("ai.stego.cuda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jcuda..", "ai.stego.cuda.."));
  }

  @Test
  void libraryCodeNeverPrintsAndNothingDrawsUnseededRandomNumbers() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("ai.stego.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace"));
    check(noClasses().should().callMethod(Math.class, "random"));
  }

  @Test
  void onlyTheThreadPoolStartsThreadsInTheLibrary() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "ai.stego.tensor..",
                "ai.stego.nn..",
                "ai.stego.vit..",
                "ai.stego.segment..",
                "ai.stego.image..")
            .and()
            .doNotHaveFullyQualifiedName("ai.stego.tensor.cpu.ThreadPool")
            .should()
            .callMethod(Thread.class, "start"));
  }

  private static void forbids(String room, String... others) {
    check(
        noClasses()
            .that()
            .resideInAPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
