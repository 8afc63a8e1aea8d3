package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgMigrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows, dead letters and files are decoded, and nothing of them commands a terminal. */
@Timeout(180)
class EventsCommandTest {

  private static final CloudEvent EVIL =
      CloudEvent.newBuilder()
          .setSpecVersion("1.0")
          .setId("evil\u001b[2J\u202e")
          .setSource("s")
          .setType("t")
          .setTextData("{\"a\":\"\u009b31m\u202e\",\n\"n\":1.50}")
          .build();
  private static final CloudEvent MESSAGE =
      CloudEvent.newBuilder()
          .setSpecVersion("1.0")
          .setId("m")
          .setSource("s")
          .setType("t")
          .setProtoData(
              Any.newBuilder()
                  .setTypeUrl("type.googleapis.com/google.protobuf.Timestamp")
                  .setValue(Timestamp.newBuilder().setSeconds(60).build().toByteString()))
          .build();

  @TempDir private Path folder = Path.of("");

  @Test
  void aRowAndADeadLetterAreDecoded() throws Exception {
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary()) {
      PgMigrations.migrate(postgres.dataSource());
      insert(postgres, "INSERT INTO cre.chip_durable_events (payload) VALUES (?)");
      insert(
          postgres,
          "INSERT INTO cre.chip_durable_events_dead_letters (row_id, event_id, source, type,"
              + " payload, created_at, reason) VALUES (1, 'i', 's', 't', ?, now(), 'rejected')");
      String row = run(0, "--row", "1", "--database", postgres.jdbcUrl());
      assertThat(row).contains("\"n\": 1.50", "id ").doesNotContain("\u001b", "\u009b", "\u202e");
      String json = run(0, "--dead-letter", "1", "--json", "--database", postgres.jdbcUrl());
      String line = json.lines().filter(one -> one.startsWith("{")).findFirst().orElseThrow();
      JsonNode letter = new ObjectMapper().readTree(line);
      assertThat(letter.get("attributes").get("id").asText()).isEqualTo(EVIL.getId());
      assertThat(letter.get("dataKind").asText()).isEqualTo("json");
      assertThat(line).contains("\"n\":1.50");
      assertThat(run(1, "--row", "2", "--database", postgres.jdbcUrl()))
          .contains("there is no pending row 2");
    }
  }

  private static void insert(EmbeddedPostgresServer postgres, String sql) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, EVIL.toByteArray());
      statement.executeUpdate();
    }
  }

  @Test
  void aFileIsDecodedWithAndWithoutDescriptorsAndItsDataIsWrittenAsItIs() throws Exception {
    Path hex =
        Files.writeString(
            folder.resolve("event.hex"), HexFormat.of().formatHex(MESSAGE.toByteArray()));
    Path set =
        Files.write(
            folder.resolve("set.pb"),
            FileDescriptorSet.newBuilder()
                .addFile(TimestampProto.getDescriptor().toProto())
                .build()
                .toByteArray());
    assertThat(run(0, "--input", hex.toString()))
        .contains("could be a message, 2 bytes", "1: varint 60", "00000000  08 3c");
    assertThat(run(0, "--input", hex.toString(), "--descriptor-set", set.toString()))
        .contains("a message, 2 bytes", "\"1970-01-01T00:01:00Z\"")
        .doesNotContain("08 3c");
    try (ChildProcess command =
        Commands.start(folder, "events", "decode", "--raw", "--input", hex.toString())) {
      assertThat(command.awaitExit()).isZero();
      assertThat(ByteString.copyFromUtf8(command.text()))
          .isEqualTo(MESSAGE.getProtoData().getValue());
    }
  }

  @Test
  void badInputIsRefusedWithItsPlace() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "0a05\n");
    assertThat(run(3, "--input", wrong.toString())).contains("ends inside a field, at byte 2");
    Path large = Files.write(folder.resolve("large"), new byte[(10 << 20) + 1]);
    assertThat(run(3, "--input", large.toString())).contains("more than 10485760 bytes (10 MiB)");
    assertThat(run(1, "--input", folder.resolve("none").toString())).contains("does not exist");
    assertThat(run(2, "--row", "1", "--dead-letter", "1")).contains("only one of");
    assertThat(run(2, "--message-type", "x")).contains("--message-type needs --descriptor-set");
    assertThat(run(2, "--raw", "--json")).contains("leave out --json");
    assertThat(run(3)).contains("the input is empty");
  }

  private String run(int code, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 2];
    all[0] = "events";
    all[1] = "decode";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    try (ChildProcess command = Commands.start(folder, all)) {
      assertThat(command.awaitExit()).as(command.text()).isEqualTo(code);
      return command.text();
    }
  }
}
