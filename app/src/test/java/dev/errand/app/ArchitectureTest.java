package dev.errand.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.VerticleBase;
import java.util.stream.Stream;

/** Who may import whom: the table of docs/how-it-works.md, as rules. */
@AnalyzeClasses(packages = "dev.errand", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

  /** Without the tests of this module, the test jars of others and what plugins are tested with. */
  static final class MainCode implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return Stream.of("/test-classes/", "-tests.jar", "testkit").noneMatch(location::contains);
    }
  }

  private static final String SPI = "dev.errand.executor";
  private static final String PLUGINS = "dev.errand.executor.(*)..";
  private static final String CORE = "dev.errand.core..";
  private static final String API = "dev.errand.api..";
  private static final String EVENTS = "dev.errand.events..";
  private static final String MIGRATIONS = "dev.errand.migrations..";
  private static final String APP = "dev.errand.app..";
  private static final String[] SQL_CLIENTS = {
    "io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql.."
  };

  @ArchTest
  static final ArchRule no_package_cycles =
      slices().matching("dev.errand.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_spi_knows_the_jdk_and_json_alone =
      classes()
          .that(resideInAPackage(SPI))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", "org.jspecify..", "io.vertx.core.json..", SPI));

  @ArchTest
  static final ArchRule plugins_know_the_spi_and_their_own_libraries =
      noClasses()
          .that(resideInAPackage("dev.errand.executor.*.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(CORE, API, EVENTS, MIGRATIONS, APP));

  @ArchTest
  static final ArchRule plugins_do_not_know_each_other =
      slices().matching(PLUGINS).should().notDependOnEachOther();

  @ArchTest
  static final ArchRule core_knows_no_web_no_broker_and_no_plugin =
      noClasses()
          .that(resideInAPackage(CORE))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.vertx.ext.web..",
                  "io.nats..",
                  "io.vertx.ext.consul..",
                  "dev.errand.executor.*..",
                  API,
                  EVENTS,
                  MIGRATIONS,
                  APP));

  @ArchTest
  static final ArchRule the_api_knows_no_sql_and_no_broker =
      noClasses()
          .that(resideInAPackage(API))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.vertx.sqlclient..",
                  "io.vertx.pgclient..",
                  "java.sql..",
                  "io.nats..",
                  "dev.errand.core.postgres..",
                  "dev.errand.executor.*..",
                  EVENTS,
                  MIGRATIONS,
                  APP));

  @ArchTest
  static final ArchRule events_know_no_sql_no_web_and_no_plugin =
      noClasses()
          .that(resideInAPackage(EVENTS))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.vertx.sqlclient..",
                  "io.vertx.pgclient..",
                  "java.sql..",
                  "io.vertx.ext.web..",
                  "dev.errand.core.postgres..",
                  "dev.errand.executor.*..",
                  API,
                  MIGRATIONS,
                  APP));

  @ArchTest
  static final ArchRule migrations_know_nothing_of_ours =
      noClasses()
          .that(resideInAPackage(MIGRATIONS))
          .should()
          .dependOnClassesThat(resideInAnyPackage(CORE, API, EVENTS, APP, "dev.errand.executor.."));

  @ArchTest
  static final ArchRule nobody_depends_on_the_app =
      noClasses()
          .that(resideInAnyPackage(CORE, API, EVENTS, MIGRATIONS, "dev.errand.executor.."))
          .should()
          .dependOnClassesThat(resideInAPackage(APP));

  @ArchTest
  static final ArchRule statements_stand_in_core =
      noClasses()
          .that(resideInAnyPackage(API, EVENTS, "dev.errand.executor.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(SQL_CLIENTS));

  /** The command line calls the service itself; Consul's client is given an agent's address. */
  @ArchTest
  static final ArchRule all_calls_go_out_by_the_egress_rules =
      noClasses()
          .that(resideOutsideOfPackages("dev.errand.core.egress..", "dev.errand.app.cli.."))
          .should()
          .dependOnClassesThat(
              belongToAnyOf(
                  io.vertx.core.http.HttpClient.class,
                  io.vertx.core.net.NetClient.class,
                  io.vertx.ext.web.client.WebClient.class,
                  java.net.http.HttpClient.class,
                  java.net.URLConnection.class,
                  java.net.Socket.class));

  @ArchTest
  static final ArchRule packages_are_named_for_what_they_are_about =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..utils..",
              "..common..",
              "..model..",
              "..dto..",
              "..impl..",
              "..service..",
              "..helper..",
              "..misc..");

  @ArchTest
  static final ArchRule verticles_say_that_they_are =
      classes()
          .that()
          .areAssignableTo(VerticleBase.class)
          .should()
          .haveSimpleNameEndingWith("Verticle");
}
