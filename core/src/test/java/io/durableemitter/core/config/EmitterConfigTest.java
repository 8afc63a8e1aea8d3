package io.durableemitter.core.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.IdempotencyKeyPolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EmitterConfigTest {

  @Test
  void anOutageOfDaysMakesNoDeadLettersAndEachEventHasAKeyOfItsOwn() {
    EmitterConfig config = EmitterConfig.ofDefaults();
    assertThat(config.expire().ttl()).isEqualTo(Duration.ofDays(3));
    assertThat(config.insert().idempotencyKeyPolicy()).isEqualTo(IdempotencyKeyPolicy.EVENT_ID);
  }

  @Test
  void theGoPackagesOwnAreSetByOneCall() {
    EmitterConfig config = EmitterConfig.goDefaults().build();
    assertThat(config.retransmit().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.retransmit().after()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.retransmit().batchSize()).isEqualTo(100);
    assertThat(config.expire().interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.expire().ttl()).isEqualTo(Duration.ofHours(1));
    assertThat(config.remove().queueTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.remove().purgeInterval()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.remove().purgeBatchSize()).isEqualTo(500);
    assertThat(config.insert().batching().batchSize()).isEqualTo(100);
    assertThat(config.insert().batching().flushInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.insert().batching().workers()).isEqualTo(4);
    assertThat(config.remove().batching().batchSize()).isEqualTo(100);
    assertThat(config.remove().batching().flushInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.remove().batching().workers()).isEqualTo(2);
    assertThat(config.metrics().pollInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.metrics().nearExpiryLead()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.insert().idempotencyKeyPolicy()).isEqualTo(IdempotencyKeyPolicy.CONTENT_HASH);
    assertThat(config.retransmit().enabled()).isTrue();
  }

  @Test
  void aChangedGroupKeepsItsOtherSettings() {
    EmitterConfig config =
        EmitterConfig.goDefaults()
            .insert(insert -> insert.batching(batching -> batching.workers(9)))
            .build()
            .toBuilder()
            .insert(insert -> insert.maxEventBytes(77))
            .build();
    EmitterConfig go = EmitterConfig.goDefaults().build();
    assertThat(config.insert())
        .isEqualTo(
            new InsertConfig(
                go.insert().batching().toBuilder().workers(9).build(),
                Duration.ofSeconds(30),
                77,
                IdempotencyKeyPolicy.CONTENT_HASH));
    assertThat(config.backlog()).isEqualTo(BacklogConfig.ofDefaults());
    assertThat(config.deliver()).isEqualTo(DeliverConfig.ofDefaults());
    assertThat(config.retransmit()).isEqualTo(go.retransmit());
    assertThat(config.expire()).isEqualTo(go.expire());
    assertThat(config.remove()).isEqualTo(go.remove());
    assertThat(config.metrics()).isEqualTo(go.metrics());
    assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aWrongSettingIsNamedWithWhatWouldBeRight() {
    Map<String, UnaryOperator<EmitterConfig.Builder>> wrong =
        Map.ofEntries(
            entry(
                "insert.timeout must be longer than zero but is PT0S",
                c -> c.insert(i -> i.timeout(Duration.ZERO))),
            entry(
                "insert.maxEventBytes must be at least 1 but is 0",
                c -> c.insert(i -> i.maxEventBytes(0))),
            entry(
                "insert.batching.queueBytes must be at least insert.maxEventBytes (10000000) but is 9",
                c -> c.insert(i -> i.batching(b -> b.queueBytes(9)))),
            entry(
                "batching.batchSize must be at least 1 but is 0",
                c -> c.insert(i -> i.batching(b -> b.batchSize(0)))),
            entry("backlog.maxRows must be at least 1 but is 0", c -> c.backlog(b -> b.maxRows(0))),
            entry(
                "backlog.maxBytes must be at least 1 but is 0", c -> c.backlog(b -> b.maxBytes(0))),
            entry(
                "deliver.inFlightTimeout must be at least PT1S but is PT0.999S",
                c -> c.deliver(d -> d.inFlightTimeout(Duration.ofMillis(999)))),
            entry(
                "deliver.fallbackMaxInFlight must be at least 1 but is 0",
                c -> c.deliver(d -> d.fallbackMaxInFlight(0))),
            entry(
                "deliver.firstBackOff must be longer than zero",
                c -> c.deliver(d -> d.firstBackOff(Duration.ZERO))),
            entry(
                "deliver.longestBackOff must be at least firstBackOff (PT1S) but is PT0.999S",
                c -> c.deliver(d -> d.longestBackOff(Duration.ofMillis(999)))),
            entry(
                "deliver.maxAttempts must be at least 1 but is 0",
                c -> c.deliver(d -> d.maxAttempts(0))),
            entry(
                "deliver.gate.failuresToClose must be at least 1 but is 0",
                c -> c.deliver(d -> d.gate(g -> g.failuresToClose(0)))),
            entry(
                "deliver.gate.firstProbe must be longer than zero",
                c -> c.deliver(d -> d.gate(g -> g.firstProbe(Duration.ZERO)))),
            entry(
                "deliver.gate.longestProbe must be at least firstProbe (PT0.2S) but is PT0.1S",
                c -> c.deliver(d -> d.gate(g -> g.longestProbe(Duration.ofMillis(100))))),
            entry(
                "retransmit.interval must be longer than zero",
                c -> c.retransmit(r -> r.interval(Duration.ZERO))),
            entry(
                "retransmit.after must be at least PT0.1S but is PT0.099S",
                c -> c.retransmit(r -> r.after(Duration.ofMillis(99)))),
            entry(
                "retransmit.batchSize must be at least 1 but is 0",
                c -> c.retransmit(r -> r.batchSize(0))),
            entry(
                "retransmit.claimLease must be longer than zero",
                c -> c.retransmit(r -> r.claimLease(Duration.ZERO))),
            entry(
                "expire.ttl (PT10S) must be longer than retransmit.after (PT10S), or",
                c -> c.expire(e -> e.ttl(Duration.ofSeconds(10)))),
            entry("expire.ttl must be longer than zero", c -> c.expire(e -> e.ttl(Duration.ZERO))),
            entry(
                "expire.interval must be longer than zero",
                c -> c.expire(e -> e.interval(Duration.ZERO))),
            entry(
                "expire.batchSize must be at least 1 but is 0", c -> c.expire(e -> e.batchSize(0))),
            entry(
                "expire.grace must not be negative",
                c -> c.expire(e -> e.grace(Duration.ofSeconds(-1)))),
            entry(
                "remove.batching.batchBytes must not be set",
                c -> c.remove(r -> r.batching(b -> b.batchBytes(9)))),
            entry(
                "remove.batching.queueBytes must not be set",
                c -> c.remove(r -> r.batching(b -> b.queueBytes(9)))),
            entry(
                "remove.queueTimeout must be longer than zero",
                c -> c.remove(r -> r.queueTimeout(Duration.ZERO))),
            entry(
                "remove.purgeInterval must be longer than zero",
                c -> c.remove(r -> r.purgeInterval(Duration.ZERO))),
            entry(
                "remove.purgeBatchSize must be at least 1 but is 0",
                c -> c.remove(r -> r.purgeBatchSize(0))),
            entry(
                "remove.deadLetterRetention must be longer than zero",
                c -> c.remove(r -> r.deadLetterRetention(Duration.ZERO))),
            entry(
                "metrics.pollInterval must be longer than zero",
                c -> c.metrics(m -> m.pollInterval(Duration.ZERO))),
            entry(
                "metrics.nearExpiryLead must not be negative",
                c -> c.metrics(m -> m.nearExpiryLead(Duration.ofSeconds(-1)))),
            entry(
                "metrics.maxQueuePayloadBytes must be at least 1",
                c -> c.metrics(m -> m.maxQueuePayloadBytes(0))),
            entry(
                "closeTimeout must not be negative", c -> c.closeTimeout(Duration.ofSeconds(-1))));
    wrong.forEach(
        (message, change) ->
            assertThatThrownBy(() -> change.apply(EmitterConfig.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message));
  }

  @Test
  void noDurationIsEndless() {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    List<UnaryOperator<EmitterConfig.Builder>> settings =
        List.of(
            c -> c.insert(i -> i.timeout(forEver)),
            c -> c.insert(i -> i.batching(b -> b.flushInterval(forEver))),
            c -> c.deliver(d -> d.inFlightTimeout(forEver)),
            c -> c.deliver(d -> d.firstBackOff(forEver)),
            c -> c.deliver(d -> d.longestBackOff(forEver)),
            c -> c.deliver(d -> d.gate(g -> g.firstProbe(forEver))),
            c -> c.deliver(d -> d.gate(g -> g.longestProbe(forEver))),
            c -> c.retransmit(r -> r.interval(forEver)),
            c -> c.retransmit(r -> r.after(forEver)),
            c -> c.retransmit(r -> r.claimLease(forEver)),
            c -> c.expire(e -> e.ttl(forEver)),
            c -> c.expire(e -> e.interval(forEver)),
            c -> c.expire(e -> e.grace(forEver)),
            c -> c.remove(r -> r.queueTimeout(forEver)),
            c -> c.remove(r -> r.purgeInterval(forEver)),
            c -> c.remove(r -> r.deadLetterRetention(forEver)),
            c -> c.metrics(m -> m.pollInterval(forEver)),
            c -> c.metrics(m -> m.nearExpiryLead(forEver)),
            c -> c.closeTimeout(forEver));
    for (UnaryOperator<EmitterConfig.Builder> setting : settings) {
      assertThatThrownBy(() -> setting.apply(EmitterConfig.builder()).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be at most 3650 days");
    }
  }
}
