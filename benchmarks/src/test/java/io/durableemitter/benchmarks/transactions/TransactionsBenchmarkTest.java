package io.durableemitter.benchmarks.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** That it runs; what it measures is for people to look at. */
@Timeout(240)
class TransactionsBenchmarkTest {

  @Test
  void everyContenderStoresAndDelivers() {
    assertThat(
            new CommandLine(new TransactionsBenchmark())
                .execute("--threads=2", "--rounds=1", "--seconds=0.2", "--json"))
        .isZero();
  }
}
