package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings that are right alone and wrong together fail when the emitter is built. Row E10. */
class ContradictionsTest {

  @Test
  void aLeaseMustOutliveACall() {
    assertThatThrownBy(
            setup()
                    .emitter(
                        EmitterConfig.builder()
                            .retransmit(retransmit -> retransmit.claimLease(Duration.ofSeconds(5)))
                            .build())
                    .batch(
                        BatchClientConfig.builder().publishTimeout(Duration.ofSeconds(5)).build())
                ::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("claimLease (PT5S)")
        .hasMessageContaining("publishTimeout (PT5S)");
  }

  @Test
  void whatIsTakenMustFitARequest() {
    assertThatThrownBy(
            setup()
                    .emitter(
                        EmitterConfig.builder()
                            .insert(insert -> insert.maxEventBytes(10_475_521))
                            .build())
                ::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxEventBytes (10475521)")
        .hasMessageContaining("maxRequestBytes (10485760)");
  }

  @Test
  void anEventMustNotExpireBeforeItIsSentAgain() {
    assertThatThrownBy(
            EmitterConfig.builder()
                    .expire(expire -> expire.ttl(Duration.ofSeconds(5)))
                    .retransmit(retransmit -> retransmit.after(Duration.ofSeconds(5)))
                ::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expire.ttl (PT5S)")
        .hasMessageContaining("retransmit.after (PT5S)");
  }

  private static DurableEmitterSetup setup() {
    return DurableEmitterSetup.builder(PgDurableEventStore.builder(new HikariDataSource()).build())
        .endpoint("localhost:9090")
        .plaintext();
  }
}
