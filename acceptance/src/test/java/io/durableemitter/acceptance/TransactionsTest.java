package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chaos.transactions.TransactionsRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program {@code chaos/transactions}, for less. */
@Timeout(300)
class TransactionsTest {

  @Test
  void whatIsCommittedArrivesAndNothingElseWhateverIsKilled() throws Exception {
    assertThat(TransactionsRun.run(new TransactionsRun.Plan(900, 8, 2, 1, false))).isTrue();
  }
}
