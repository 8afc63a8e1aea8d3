package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdLedgerTest {

  @Test
  void tellsFoundFromMissingAndCountsRepetitions() {
    IdLedger ledger = new IdLedger(1);
    List<UUID> ids = Stream.generate(UUID::randomUUID).limit(10_000).toList();
    ids.forEach(ledger::add);
    ids.forEach(ledger::add);
    assertThat(ledger.size()).isEqualTo(10_000);

    ids.subList(0, 9_000).forEach(id -> assertThat(ledger.find(id)).isTrue());
    ledger.find(ids.get(7));
    ledger.find(ids.get(7));

    assertThat(ledger.find(UUID.randomUUID())).isFalse();
    assertThat(ledger.foundCount()).isEqualTo(9_000);
    assertThat(ledger.duplicateCount()).isEqualTo(2);
  }
}
