package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.ingress.IngressJournal;
import io.durableemitter.ingress.IngressJournal.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An ingress that is killed: all that it said it has accepted is in its journal, unaltered. */
@Timeout(120)
class IngressJournalAcceptanceTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void whatAKilledIngressHasAcceptedIsInItsJournal() throws Exception {
    Path journal = folder.resolve("journal.tsv");
    Map<String, byte[]> sent = new ConcurrentHashMap<>();
    Set<String> delivered = ConcurrentHashMap.newKeySet();
    try (ChildProcess ingress =
        Commands.start(
            folder,
            "ingress",
            "--port",
            "0",
            "--control-port",
            "0",
            "--json",
            "--journal",
            journal.toString())) {
      Eventually.holds(ingress::text, () -> ingress.text().contains("controlPort"));
      JsonNode ports = new ObjectMapper().readTree(ingress.text().lines().findFirst().orElse(""));
      try (BatchClient client =
          BatchClient.builder(
                  ChipIngressClient.builder("127.0.0.1:" + ports.get("port").asInt())
                      .plaintext()
                      .build())
              .build()) {
        client.start();
        for (int i = 0; i < 5_000; i++) {
          String id = "event-" + i;
          byte[] payload = event(id);
          sent.put(id, payload);
          client.queueMessage(
              new EventHeader(id, "journal", "t"),
              Payload.wrap(payload),
              result -> {
                if (result.isDelivered()) {
                  delivered.add(id);
                }
              });
        }
        Eventually.holds(ingress::text, () -> !delivered.isEmpty());
        ingress.kill();
      }
    }
    assertThat(IngressJournal.read(journal)).extracting(Entry::id).containsAll(delivered);
    assertThat(IngressJournal.read(journal))
        .allMatch(
            entry ->
                entry
                        .sha256()
                        .equals(IngressJournal.sha256(sent.getOrDefault(entry.id(), new byte[0])))
                    && !entry.seqNum().isEmpty());
  }

  /** A CloudEvent by hand: id, source, spec_version and type are its fields 1 to 4. */
  private static byte[] event(String id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int field = 1;
    for (String value : new String[] {id, "journal", "1.0", "t"}) {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      bytes.write(field++ << 3 | 2);
      bytes.write(text.length);
      bytes.writeBytes(text);
    }
    return bytes.toByteArray();
  }
}
