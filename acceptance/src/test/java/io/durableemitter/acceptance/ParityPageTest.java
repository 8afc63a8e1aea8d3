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

  /** An owner before the colon, none for what stands alone, and its members. */
  private static final List<String> SYMBOLS =
      List.of(
          ":ErrNotInitialized ErrEmitFailed GlobalEmit IsGlobalSignerSet NewAuthHeaderProvider",
          ":SetGlobalEmitter SetGlobalSigner GetGlobalEmitter NewDurableEmitter Setup DefaultConfig",
          ":NewPgDurableEventStore Signer",
          "AuthConfig:AuthHeaders AuthHeadersTTL AuthPublicKeyHex AuthKeySigner",
          "BatchEmitter:QueueMessage Start Stop",
          "BatchInserter:InsertBatch",
          "Config:RetransmitInterval RetransmitAfter RetransmitBatchSize ExpiryInterval EventTTL",
          "Config:PublishTimeout PurgeInterval PurgeBatchSize DisablePruning Hooks Metrics",
          "Config:InsertBatchSize InsertBatchFlushInterval InsertBatchWorkers",
          "Config:MarkBatchSize MarkBatchFlushInterval MarkBatchWorkers",
          "DurableEmitter:Emit Start Close HealthReport Ready",
          "DurableEmitterMetricsConfig:PollInterval NearExpiryLead MaxQueuePayloadBytes",
          "DurableEvent:ID Payload CreatedAt",
          "DurableEventStore:Insert Delete MarkDelivered MarkDeliveredBatch PurgeDelivered",
          "DurableEventStore:ListPending DeleteExpired",
          "DurableQueueObserver:ObserveDurableQueue",
          "DurableQueueStats:Depth TotalRows PayloadBytes OldestPendingAge NearTTLCount",
          "Hooks:OnEmitInsert OnBatchPublish OnBatchMarkDelivered",
          "PgDurableEventStore:Delete DeleteExpired Insert InsertBatch ListPending MarkDelivered",
          "PgDurableEventStore:MarkDeliveredBatch ObserveDurableQueue PurgeDelivered",
          "SetupConfig:Endpoint InsecureConnection Auth RetransmitEnabled BatchSize BatchInterval",
          "SetupConfig:MaxConcurrentSends MaxPublishTimeout ShutdownTimeout EmitterConfig Meter");

  @Test
  void everySymbolHasOneRow() throws IOException {
    Map<String, Integer> rows = new HashMap<>();
    for (String row : rows()) {
      rows.merge(row.split("\\|", -1)[1].strip().replace("`", ""), 1, Integer::sum);
    }
    for (String line : SYMBOLS) {
      String[] ownerAndNames = line.split(":", -1);
      String owner = ownerAndNames[0].isEmpty() ? "" : ownerAndNames[0] + ".";
      for (String name : ownerAndNames[1].split(" ", -1)) {
        assertThat(rows).containsEntry(owner + name, 1);
      }
    }
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

  /**
   * Test classes by name; the contracts that stores pass are published, so they are no test
   * sources.
   */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> java =
          files
              .filter(path -> path.toString().endsWith(".java"))
              .filter(
                  path ->
                      path.toString().contains("src/test")
                          || path.toString().endsWith("Contract.java"))
              .toList();
      for (Path path : java) {
        String name = path.getFileName().toString().replace(".java", "");
        sources.merge(name, Files.readString(path), String::concat);
      }
    }
    return sources;
  }
}
