package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.TestCertificate;
import io.durableemitter.testkit.TestCertificate.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A healthy set-up is called healthy; of one with many faults at once each is found. */
@Timeout(240)
class DoctorCommandTest {

  private static final String TABLE = "cre.chip_durable_events";

  private final EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
  private final Sql sql = Sql.on(postgres);

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void migrate() {
    PgMigrations.migrate(postgres.dataSource());
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void aHealthySetUpEndsWithNothingToDo() throws Exception {
    PemFiles certificate = TestCertificate.of("localhost", -1, 90).writeTo(folder);
    try (IngressServer ingress = secured(certificate)) {
      JsonNode object = json(0, postgres.jdbcUrl(), ingress(ingress, certificate));
      assertThat(object.get("healthy").asBoolean()).isTrue();
      assertThat(severities(object)).containsOnly("ok", "info");
      assertThat(checks(object))
          .contains("database.latency", "schema.grants", "ingress.certificate", "ingress.ping")
          .contains("ingress.health", "life.disk");
    }
  }

  @Test
  void eachOfManyFaultsIsFoundWithWhatToDo() throws Exception {
    PemFiles certificate = TestCertificate.of("localhost", -30, 20).writeTo(folder);
    sql.execute(
        "CREATE ROLE host LOGIN PASSWORD 'canary'; GRANT USAGE ON SCHEMA cre TO host;"
            + "GRANT SELECT, INSERT, UPDATE ON cre.chip_durable_events TO host;"
            + "GRANT SELECT, INSERT, UPDATE, DELETE ON cre.chip_durable_events_dead_letters TO host;"
            + "GRANT SELECT ON cre.durable_emitter_migrations TO host;"
            + "GRANT USAGE ON ALL SEQUENCES IN SCHEMA cre TO host; GRANT pg_read_all_stats TO host;"
            + "ALTER ROLE host SET synchronous_commit = off;"
            + "DELETE FROM cre.durable_emitter_migrations WHERE version = 7;"
            + "INSERT INTO cre.chip_durable_events (payload, claim_owner, claimed_until)"
            + " VALUES ('\\xffff', gen_random_uuid(), now() + interval '9 days');"
            + "INSERT INTO cre.chip_durable_events_dead_letters (row_id, event_id, source, type,"
            + " payload, created_at, reason) VALUES (1, 'i', 's', 't', '\\x00', now(), 'rejected')");
    try (IngressServer ingress = secured(certificate);
        Connection open = postgres.dataSource().getConnection();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO cre.chip_durable_events (payload) VALUES ('secret')");
      List<String> arguments = new ArrayList<>(ingress(ingress, certificate));
      arguments.addAll(
          List.of("--pool-size", "2", "--longest-transaction", "0s", "--database-password"));
      arguments.add("canary");
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=host";
      JsonNode object = json(1, url, arguments);
      assertThat(object.get("healthy").asBoolean()).isFalse();
      found(object, "ingress.certificate", "critical", "has expired", "renew it");
      found(object, "life.transactions", "warning", "idle in transaction", "pg_terminate_backend");
      found(object, "schema.migrations", "critical", "pending: 7", "migrate up");
      found(object, "schema.grants", "warning", "DELETE ON " + TABLE, "GRANT DELETE ON " + TABLE);
      found(object, "life.leases", "warning", "1 rows have leases", "SET claim_owner = NULL");
      found(object, "database.durability", "warning", "synchronous_commit is off", "ALTER ROLE");
      found(object, "pool.size", "warning", "a pool of 2", "maximumPoolSize = 8");
      found(object, "life.dead-letters", "warning", "reason rejected", "dead-letters list");
      found(object, "life.undecodable", "warning", "no CloudEvents", "events decode --row");
      assertThat(object.toString()).doesNotContain("secret", "canary");
    }
  }

  private static void found(
      JsonNode object, String check, String severity, String what, String fix) {
    List<JsonNode> findings = new ArrayList<>();
    object.get("findings").forEach(findings::add);
    assertThat(findings)
        .as(object.toPrettyString())
        .anySatisfy(
            finding -> {
              assertThat(finding.get("check").asText()).isEqualTo(check);
              assertThat(finding.get("severity").asText()).isEqualTo(severity);
              assertThat(finding.get("what").asText()).contains(what);
              assertThat(finding.get("fix").asText()).contains(fix);
            });
  }

  @Test
  void whatIsWrongWithTheWayToTheIngressIsTold() throws Exception {
    PemFiles other = TestCertificate.of("elsewhere.example", -1, 5).writeTo(folder);
    try (IngressServer ingress = secured(other)) {
      JsonNode object = json(1, postgres.jdbcUrl(), ingress(ingress, other));
      found(object, "ingress.certificate", "warning", "expires in ", "renew it");
      found(object, "ingress.trust", "critical", "No subject alternative DNS name", "--tls-ca");
    }
    PemFiles early = TestCertificate.of("localhost", 9, 50).writeTo(folder);
    try (IngressServer ingress = secured(early)) {
      JsonNode object = json(1, postgres.jdbcUrl(), ingress(ingress, early));
      found(object, "ingress.certificate", "critical", "is not valid yet", "clock");
    }
    try (IngressServer plain = IngressServer.builder().build()) {
      plain.start();
      List<String> endpoint = List.of("--endpoint", "localhost:" + plain.port());
      found(
          json(1, postgres.jdbcUrl(), endpoint),
          "ingress.tls",
          "critical",
          "does not speak TLS",
          "--plaintext");
      List<String> plaintext = new ArrayList<>(endpoint);
      plaintext.add("--plaintext");
      json(0, postgres.jdbcUrl(), plaintext);
      plain.setFaults(FaultPlan.builder().outage(true).build());
      found(
          json(1, postgres.jdbcUrl(), plaintext), "ingress.ping", "critical", "UNAVAILABLE", "log");
    }
    found(
        json(1, postgres.jdbcUrl(), List.of("--endpoint", "no.such.host.invalid:1")),
        "ingress.resolve",
        "critical",
        "no.such.host.invalid cannot be found",
        "getent hosts");
    found(
        json(1, postgres.jdbcUrl(), List.of("--to", "kafka:127.0.0.1:1/t")),
        "kafka.connect",
        "critical",
        "127.0.0.1:1 cannot be reached",
        "firewall");
    found(
        json(1, postgres.jdbcUrl(), List.of("--to", "http://127.0.0.1:1/x")),
        "http.connect",
        "critical",
        "127.0.0.1:1 cannot be reached",
        "firewall");
  }

  @Test
  void whatNeverAnswersIsAFindingAndTheOtherChecksAreMade() throws Exception {
    try (TcpProxy silent = TcpProxy.to(postgres.port());
        IngressServer ingress = IngressServer.builder().build()) {
      silent.become(NetworkFault.silence());
      ingress.start();
      String url = "jdbc:postgresql://127.0.0.1:" + silent.port() + "/postgres?user=postgres";
      List<String> plain = List.of("--plaintext", "--endpoint", "localhost:" + ingress.port());
      JsonNode object = json(1, url, plain);
      found(object, "database.connection", "critical", "no connection", "runs and answers");
      assertThat(checks(object)).contains("ingress.ping");
      List<String> hanging = List.of("--plaintext", "--endpoint", "localhost:" + silent.port());
      found(
          json(1, postgres.jdbcUrl(), hanging),
          "ingress.ping",
          "critical",
          "DEADLINE_EXCEEDED",
          "Chip Ingress server runs");
    }
  }

  @Test
  void peopleGetATable() throws Exception {
    try (ChildProcess command =
        Commands.start(folder, "doctor", "--database", postgres.jdbcUrl())) {
      assertThat(command.awaitExit()).as(command.text()).isZero();
      assertThat(command.output())
          .contains("ok        database.latency", "no ingress was looked at", "healthy: ")
          .doesNotContain("\u001b");
    }
    try (ChildProcess command =
        Commands.start(folder, "doctor", "--data-dir", folder.resolve("none").toString())) {
      assertThat(command.awaitExit()).isEqualTo(1);
      assertThat(command.output())
          .contains("critical  database.connection", "there is no store in", "-> check --data-dir");
    }
  }

  private IngressServer secured(PemFiles certificate) throws IOException {
    IngressServer ingress =
        IngressServer.builder()
            .tls(TlsConfig.builder().identity(certificate.certificate(), certificate.key()).build())
            .build();
    ingress.start();
    return ingress;
  }

  private static List<String> ingress(IngressServer ingress, PemFiles certificate) {
    return List.of(
        "--endpoint",
        "localhost:" + ingress.port(),
        "--tls-ca",
        certificate.certificate().toString());
  }

  private static List<String> severities(JsonNode object) {
    return object.get("findings").findValuesAsText("severity");
  }

  private static List<String> checks(JsonNode object) {
    return object.get("findings").findValuesAsText("check");
  }

  private JsonNode json(int code, String url, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("doctor", "--json", "--database", url));
    all.addAll(arguments);
    try (ChildProcess command = Commands.start(folder, all.toArray(new String[0]))) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(code);
      assertThat(command.output().lines()).hasSize(1);
      return new ObjectMapper().readTree(command.output());
    }
  }
}
