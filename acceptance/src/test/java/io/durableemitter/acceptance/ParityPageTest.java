package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/parity.md} promises tests; they exist, and no symbol is missing. */
class ParityPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private static final Map<String, String> SYMBOLS =
      Map.ofEntries(
          Map.entry("", "ErrNotInitialized ErrEmitFailed GlobalEmit IsGlobalSignerSet"),
          Map.entry(" ", "NewAuthHeaderProvider SetGlobalEmitter SetGlobalSigner GetGlobalEmitter"),
          Map.entry("  ", "NewDurableEmitter Setup DefaultConfig NewPgDurableEventStore Signer"),
          Map.entry(
              "AuthConfig.", "AuthHeaders AuthHeadersTTL AuthPublicKeyHex AuthKeySigner"),
          Map.entry("BatchEmitter.", "QueueMessage Start Stop"),
          Map.entry("BatchInserter.", "InsertBatch"),
          Map.entry(
              "Config.",
              "RetransmitInterval RetransmitAfter RetransmitBatchSize ExpiryInterval EventTTL"
                  + " PublishTimeout PurgeInterval PurgeBatchSize DisablePruning Hooks Metrics"
                  + " InsertBatchSize InsertBatchFlushInterval InsertBatchWorkers MarkBatchSize"
                  + " MarkBatchFlushInterval MarkBatchWorkers"),
          Map.entry("DurableEmitter.", "Emit Start Close HealthReport Ready"),
          Map.entry(
              "DurableEmitterMetricsConfig.", "PollInterval NearExpiryLead MaxQueuePayloadBytes"),
          Map.entry("DurableEvent.", "ID Payload CreatedAt"),
          Map.entry(
              "DurableEventStore.",
              "Insert Delete MarkDelivered MarkDeliveredBatch PurgeDelivered ListPending"
                  + " DeleteExpired"),
          Map.entry("DurableQueueObserver.", "ObserveDurableQueue"),
          Map.entry(
              "DurableQueueStats.", "Depth TotalRows PayloadBytes OldestPendingAge NearTTLCount"),
          Map.entry("Hooks.", "OnEmitInsert OnBatchPublish OnBatchMarkDelivered"),
          Map.entry(
              "PgDurableEventStore.",
              "Delete DeleteExpired Insert InsertBatch ListPending MarkDelivered"
                  + " MarkDeliveredBatch ObserveDurableQueue PurgeDelivered"),
          Map.entry(
              "SetupConfig.",
              "Endpoint InsecureConnection Auth RetransmitEnabled BatchSize BatchInterval"
                  + " MaxConcurrentSends MaxPublishTimeout ShutdownTimeout EmitterConfig Meter"));

  @Test
  void everySymbolHasOneRow() throws IOException {
    Map<String, Integer> rows = new HashMap<>();
    for (String row : rows()) {
      rows.merge(row.split("\\|", -1)[1].strip().replace("`", ""), 1, Integer::sum);
    }
    SYMBOLS.forEach(
        (owner, names) -> {
          for (String name : names.split(" ", -1)) {
            assertThat(rows).containsEntry(owner.strip() + name, 1);
          }
        });
  }

  @Test
  void everyRowNamesATestThatExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> wrong = new ArrayList<>();
    for (String row : rows()) {
      Matcher test = TEST.matcher(row);
      boolean found = false;
      while (test.find()) {
        found = true;
        String source = sources.getOrDefault(test.group(1), "");
        if (!source.contains("void " + test.group(2) + "(")) {
          wrong.add(test.group() + " does not exist: " + row);
        }
      }
      if (!found) {
        wrong.add("no test is named: " + row);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/parity.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.endsWith("| Test |"))
        .toList();
  }

  /** Test classes by name; the contract that stores pass is published, so it is no test source. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> java =
          files
              .filter(path -> path.toString().endsWith(".java"))
              .filter(
                  path ->
                      path.toString().contains("src/test")
                          || path.endsWith("DurableEventStoreContract.java"))
              .toList();
      for (Path path : java) {
        String name = path.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(path), String::concat);
      }
    }
    return sources;
  }
}
