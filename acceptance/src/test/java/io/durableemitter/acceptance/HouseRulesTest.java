package io.durableemitter.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What Maven cannot forbid: a direction between packages, a library outside its module, a name. */
class HouseRulesTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.durableemitter")
          .that(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "io.durableemitter.proto..", "io.durableemitter.acceptance..")));

  @Test
  void theRoomsOfTheEngineLookOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("front")
        .definedBy("io.durableemitter.core")
        .layer("maintain")
        .definedBy("io.durableemitter.core.maintain..")
        .layer("deliver")
        .definedBy("io.durableemitter.core.deliver..")
        .layer("persist")
        .definedBy("io.durableemitter.core.persist..")
        .layer("encode")
        .definedBy("io.durableemitter.core.encode..")
        .layer("metrics")
        .definedBy("io.durableemitter.core.metrics..")
        .whereLayer("front")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("maintain")
        .mayOnlyBeAccessedByLayers("front")
        .whereLayer("deliver")
        .mayOnlyBeAccessedByLayers("front", "maintain")
        .whereLayer("persist")
        .mayOnlyBeAccessedByLayers("front")
        .whereLayer("encode")
        .mayOnlyBeAccessedByLayers("front", "maintain", "deliver", "persist")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("front", "maintain", "deliver", "persist")
        .check(HOUSE);
  }

  @Test
  void onlyTheStoreAndTheEmbeddedServerSpeakSql() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.durableemitter.postgres..", "io.durableemitter.embedded..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.postgresql..")
        .check(HOUSE);
  }

  @Test
  void onlyTheTransportAndTheIngressSpeakGrpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.durableemitter.chipingress..", "io.durableemitter.ingress..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google.protobuf..")
        .check(HOUSE);
  }

  @Test
  void modulesAndPackagesHaveNoCycles() {
    slices().matching("io.durableemitter.(*)..").should().beFreeOfCycles().check(HOUSE);
    slices().matching("io.durableemitter.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Impl|Misc|Common)(\\$.*)?")
        .check(HOUSE);
  }

  @Test
  void librariesDoNotPrintAndNobodyEndsTheProcessButTheCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.durableemitter.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(HOUSE);
  }

  @Test
  void nobodyDeserializesJavaObjectsOrSleeps() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(HOUSE);
  }

  @Test
  void everyPublicApiTypeIsInTheApiPackages() {
    classes()
        .that(aStoreOrTransport())
        .should()
        .resideInAnyPackage(
            "io.durableemitter.api..",
            "io.durableemitter.postgres..",
            "io.durableemitter.chipingress..",
            "io.durableemitter.testkit..",
            // a decorator that counts
            "io.durableemitter.core.metrics")
        .check(HOUSE);
  }

  private static DescribedPredicate<JavaClass> aStoreOrTransport() {
    return JavaClass.Predicates.assignableTo("io.durableemitter.api.DurableEventStore")
        .or(JavaClass.Predicates.assignableTo("io.durableemitter.api.BatchEmitter"))
        .as("stores and transports");
  }
}
