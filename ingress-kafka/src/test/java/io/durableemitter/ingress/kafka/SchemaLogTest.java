package io.durableemitter.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.durableemitter.proto.common.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaLogTest {

  private record Line(SchemaClaim claim, Optional<Schema> schema) {}

  private final SchemaLog log = new SchemaLog("schemas", 1 << 20);
  private long offset;

  @Test
  void theFirstClaimHolds() {
    SchemaClaim first = claim("s", 1, "first");
    SchemaClaim second = claim("s", 1, "second");
    assertThat(log.holds(first)).isTrue();
    assertThat(log.holds(second)).isFalse();
    assertThat(text(log, "s", 1)).contains("first");
    takeBack(second);
    assertThat(text(log, "s", 1)).contains("first");
    assertThat(log.holds(second)).isFalse();
  }

  @Test
  void whoIsBehindHoldsWhenTheFirstIsTakenBackAsIfItHadNeverBeen() {
    SchemaClaim first = claim("s", 1, "first");
    SchemaClaim second = claim("s", 1, "second");
    takeBack(first);
    assertThat(log.holds(second)).isTrue();
    assertThat(text(log, "s", 1)).contains("second");
    takeBack(second);
    assertThat(text(log, "s", 1)).isEmpty();
    assertThat(log.index().bytes()).isZero();
  }

  @Test
  void compactionChangesNothingOfWhatHolds() {
    for (int seed = 0; seed < 200; seed++) {
      List<Line> lines = lines(new Random(seed));
      SchemaLog whole = read(lines);
      SchemaLog compacted = read(compacted(lines));
      for (int version = 1; version <= 4; version++) {
        assertThat(text(compacted, "s", version))
            .as("seed %s, version %s", seed, version)
            .isEqualTo(text(whole, "s", version));
      }
    }
  }

  /** Claims, each with a key of its own, some of them taken back later. */
  private static List<Line> lines(Random random) {
    List<Line> lines = new ArrayList<>();
    List<SchemaClaim> open = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      if (open.isEmpty() || random.nextInt(3) > 0) {
        Schema schema = schema("s", "text " + i);
        SchemaClaim claim = SchemaClaim.of(schema, 1 + random.nextInt(4));
        open.add(claim);
        lines.add(new Line(claim, Optional.of(schema)));
      } else {
        lines.add(new Line(open.remove(random.nextInt(open.size())), Optional.empty()));
      }
    }
    return lines;
  }

  /** The last record of each key stays where it is. */
  private static List<Line> compacted(List<Line> lines) {
    Map<SchemaClaim, Integer> last = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      last.put(lines.get(i).claim(), i);
    }
    return last.values().stream().sorted().map(lines::get).toList();
  }

  private static SchemaLog read(List<Line> lines) {
    SchemaLog log = new SchemaLog("schemas", 1 << 20);
    for (Line line : lines) {
      log.apply(0, line.claim().key(), line.schema().map(Schema::toByteArray).orElse(null));
    }
    return log;
  }

  @Test
  void recordsOfOthersAreLeftOut() {
    log.apply(0, null, new byte[] {1});
    log.apply(1, bytes("something"), bytes("else"));
    SchemaClaim claim = SchemaClaim.of(schema("s", "text"), 1);
    log.apply(2, claim.key(), new byte[] {(byte) 0xff});
    log.apply(3, claim.key(), schema("another", "text").toByteArray());
    assertThat(log.index().latest("s")).isEmpty();
    assertThat(log.index().latest("another")).isEmpty();
  }

  @Test
  void aSubjectMayBeAnything() {
    String subject = "a b\n1 c\u00e4 \u4e2d";
    claim(subject, 7, "text");
    assertThat(text(log, subject, 7)).contains("text");
  }

  @Test
  void isBoundedAlsoInWhatHasLost() {
    String large = "x".repeat(100_000);
    claim("s", 1, large);
    assertThat(log.hasRoom(1 << 20)).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                claim("s", 1, large);
              }
            })
        .withMessageContaining("take more than the 1048576 bytes that they may");
  }

  private SchemaClaim claim(String subject, int version, String text) {
    Schema schema = schema(subject, text);
    SchemaClaim claim = SchemaClaim.of(schema, version);
    log.apply(offset++, claim.key(), schema.toByteArray());
    return claim;
  }

  private void takeBack(SchemaClaim claim) {
    log.apply(offset++, claim.key(), null);
  }

  private static Optional<String> text(SchemaLog log, String subject, int version) {
    return log.index().version(subject, version).map(one -> one.schema().getSchema());
  }

  private static Schema schema(String subject, String text) {
    return Schema.newBuilder().setSubject(subject).setSchema(text).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
