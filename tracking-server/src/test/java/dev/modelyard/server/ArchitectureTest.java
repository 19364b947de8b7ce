package dev.modelyard.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The plan of the house, held: who may know whom. */
class ArchitectureTest {
  private static final String HOME = "dev.modelyard.server";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOME);

  @Test
  void packagesFormNoCircle() {
    check(slices().matching(HOME + ".(*)..").should().beFreeOfCycles());
  }

  @Test
  void theGroundFloorKnowsNoFeature() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                HOME + ".error..",
                HOME + ".db..",
                HOME + ".wire..",
                HOME + ".http..",
                HOME + ".search..",
                HOME + ".measure..",
                HOME + ".auth..",
                HOME + ".postgres..",
                HOME + ".blobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                HOME,
                HOME + ".artifacts..",
                HOME + ".experiments..",
                HOME + ".loggedmodels..",
                HOME + ".metrics..",
                HOME + ".runs..",
                HOME + ".ops..",
                HOME + ".page.."));
  }

  @Test
  void theCommandFetchKnowsTheServerByItsCallsAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage(HOME + ".fetch")
            .should()
            .dependOnClassesThat(
                resideInAPackage(HOME + "..").and(not(resideInAPackage(HOME + ".fetch")))));
  }

  @Test
  void onlyRoutesAndHttpKnowTheWebFramework() {
    check(
        noClasses()
            .that(
                resideInAPackage(HOME + "..")
                    .and(
                        not(resideInAPackage(HOME + ".http..").or(simpleNameEndingWith("Routes")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet.."));
  }

  @Test
  void onlyStoresAndDbKnowSql() {
    check(
        noClasses()
            .that(
                resideInAPackage(HOME + "..")
                    .and(
                        not(
                            resideInAPackage(HOME + ".db..")
                                .or(resideInAPackage(HOME + ".postgres.."))
                                .or(nameMatching(".*(Store|Row)(\\$.*)?")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi.v3.core.statement..", "java.sql.."));
  }

  @Test
  void storesAreHiddenAndSeeNeitherJsonNorHttp() {
    check(classes().that().haveSimpleNameEndingWith("Store").should().bePackagePrivate());
    check(
        noClasses()
            .that()
            .haveSimpleNameEndingWith("Store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson..", "io.javalin..", HOME + ".http.."));
  }

  @Test
  void routesGoThroughTheRulesOfTheirFeature() {
    check(
        noClasses()
            .that()
            .haveSimpleNameEndingWith("Routes")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jdbi.."));
  }

  @Test
  void onlyTheBlobsOfS3KnowItsSdk() {
    check(
        noClasses()
            .that(
                resideInAPackage(HOME + "..")
                    .and(not(resideInAPackage(HOME + ".blobs").and(nameMatching(".*\\.S3[^.]*")))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.."));
  }

  private static void check(ArchRule rule) {
    rule.check(CODE);
  }
}
