package io.durableemitter.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.durableemitter.testkit.ForwardingEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Maven cannot forbid: a direction between packages, a library outside its module, a name. */
class ArchitectureRulesTest {

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.durableemitter")
          .that(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "io.durableemitter.proto..", "io.durableemitter.acceptance..")));

  /** Without the programs that try it: these do what a product must not. */
  private static final JavaClasses PRODUCT =
      PROJECT.that(DescribedPredicate.not(resideInAnyPackage("io.durableemitter.chaos..")));

  @Test
  void thePackagesOfTheEngineDependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("front")
        .definedBy("io.durableemitter.core")
        .layer("config")
        .definedBy("io.durableemitter.core.config")
        .layer("maintain")
        .definedBy("io.durableemitter.core.internal.maintain..")
        .layer("deliver")
        .definedBy("io.durableemitter.core.internal.deliver..")
        .layer("persist")
        .definedBy("io.durableemitter.core.internal.persist..")
        .layer("trace")
        .definedBy("io.durableemitter.core.internal.trace..")
        .layer("encode")
        .definedBy("io.durableemitter.core.internal.encode..")
        .layer("metrics")
        .definedBy("io.durableemitter.core.internal.metrics..")
        .whereLayer("front")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("config")
        .mayNotAccessAnyLayer()
        .whereLayer("maintain")
        .mayOnlyBeAccessedByLayers("front")
        .whereLayer("deliver")
        .mayOnlyBeAccessedByLayers("front", "maintain")
        .whereLayer("persist")
        .mayOnlyBeAccessedByLayers("front")
        .whereLayer("trace")
        .mayOnlyBeAccessedByLayers("front")
        .whereLayer("encode")
        .mayOnlyBeAccessedByLayers("front", "maintain", "deliver", "persist", "trace")
        .whereLayer("metrics")
        .mayOnlyBeAccessedByLayers("front", "maintain", "deliver", "persist")
        .check(PROJECT);
  }

  @Test
  void onlyTheStoreAndTheEmbeddedServerSpeakSql() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.durableemitter.postgres..", "io.durableemitter.embedded..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.postgresql..")
        .check(PRODUCT.that(DescribedPredicate.not(passConnectionsOn())));
    noClasses()
        .that(passConnectionsOn())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.sql..", "org.postgresql..")
                .and(DescribedPredicate.not(belongToAnyOf(Connection.class, SQLException.class))))
        .check(PRODUCT);
  }

  /** Connections of callers pass through the front to the store. */
  private static DescribedPredicate<JavaClass> passConnectionsOn() {
    return resideInAnyPackage("io.durableemitter.api", "io.durableemitter.spi")
        .or(resideInAnyPackage("io.durableemitter.core", "io.durableemitter.core.internal.persist"))
        .or(belongToAnyOf(ForwardingEventStore.class))
        .or(resideInAnyPackage("io.durableemitter.spring.."))
        .or(
            DescribedPredicate.describe(
                "measure a store", type -> type.getSimpleName().equals("MeteredStore")));
  }

  @Test
  void onlyTheTransportAndTheIngressSpeakGrpc() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.durableemitter.chipingress..", "io.durableemitter.ingress..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.grpc..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.durableemitter.chipingress..",
            "io.durableemitter.ingress..",
            "io.durableemitter.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.protobuf..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheTransportAndTheBrokersSpeakKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.durableemitter.kafka..",
            "io.durableemitter.ingress.kafka..",
            "io.durableemitter.examples.kafka..",
            "io.durableemitter.chaos.kafka..",
            "io.durableemitter.broker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "kafka..")
        .check(PROJECT);
    assertThat(PROJECT.contain("io.durableemitter.kafka.KafkaBatchEmitter")).isTrue();
    assertThat(PROJECT.contain("io.durableemitter.broker.KafkaBrokers")).isTrue();
  }

  @Test
  void onlyTheStarterSpeaksSpring() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.durableemitter.spring..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "io.micrometer..")
        .check(PROJECT);
    assertThat(PROJECT.contain("io.durableemitter.spring.DurableEmitterAutoConfiguration"))
        .isTrue();
  }

  @Test
  void modulesAndPackagesHaveNoCycles() {
    slices().matching("io.durableemitter.(*)..").should().beFreeOfCycles().check(PROJECT);
    slices().matching("io.durableemitter.(**)").should().beFreeOfCycles().check(PROJECT);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Impl|Misc|Common)(\\$.*)?")
        .check(PROJECT);
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
        .check(PRODUCT);
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
        .check(PROJECT);
  }

  @Test
  void callersAuthorsAndTheEngineDependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("callers")
        .definedBy("io.durableemitter.api")
        .layer("authors")
        .definedBy("io.durableemitter.spi")
        .layer("engine")
        .definedBy("io.durableemitter.core..")
        .whereLayer("engine")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("authors")
        .mayOnlyBeAccessedByLayers("engine")
        .check(PROJECT);
  }

  /** Constants are copied to where they are used, so a look at the dependencies would not do. */
  @Test
  void theEngineKnowsNoCodeOfAProtocol() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("..", "core", "src"))) {
      assertThat(sources.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(file).content().doesNotContain("PUBLISH_ERROR_CODE"));
    }
  }

  @Test
  void whatIsInternalToTheEngineIsUsedByTheEngineOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.durableemitter.core..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.durableemitter.core.internal..")
        .check(PROJECT);
  }

  /** What a user can reach by the members of public types is public on purpose. */
  @Test
  void noPublicMemberNamesAnInternalType() {
    noMethods()
        .that(areSeenByUsers())
        .should()
        .haveRawReturnType(internal())
        .orShould()
        .haveRawParameterTypes(containsInternal())
        .check(PROJECT);
    noConstructors()
        .that(areSeenByUsers())
        .should()
        .haveRawParameterTypes(containsInternal())
        .check(PROJECT);
    noFields().that(areSeenByUsers()).should().haveRawType(internal()).check(PROJECT);
  }

  /** {@code AuthConfig} is a choice of kinds, each with its own settings. */
  @Test
  void settingsAreMadeInOneWay() {
    List<JavaClass> settings =
        PROJECT.stream()
            .filter(type -> type.getSimpleName().matches("\\w+(Config|Limits|Times|Policy)"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.isEnum() && !internal().test(type))
            .filter(type -> !type.getSimpleName().equals("AuthConfig"))
            .toList();
    assertThat(settings).hasSizeGreaterThan(15).allSatisfy(ArchitectureRulesTest::isMadeInOneWay);
  }

  private static void isMadeInOneWay(JavaClass type) {
    assertThat(type.getMethods())
        .extracting(JavaMember::getName)
        .contains("ofDefaults", "builder", "toBuilder")
        .noneMatch(name -> name.matches("with[A-Z].*"));
    assertThat(type.getConstructors())
        .filteredOn(ArchitectureRulesTest::isPublic)
        .allMatch(made -> made.getRawParameterTypes().size() <= 7);
    assertThat(PROJECT.contain(type.getName() + "$Builder")).isTrue();
  }

  private static DescribedPredicate<JavaMember> areSeenByUsers() {
    return DescribedPredicate.describe(
        "are seen by users",
        member ->
            isPublic(member)
                && member.getOwner().getModifiers().contains(JavaModifier.PUBLIC)
                && !internal().test(member.getOwner()));
  }

  private static boolean isPublic(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static DescribedPredicate<JavaClass> internal() {
    return resideInAnyPackage("io.durableemitter..internal..");
  }

  private static DescribedPredicate<List<JavaClass>> containsInternal() {
    return DescribedPredicate.describe(
        "contain an internal type", types -> types.stream().anyMatch(internal()));
  }
}
