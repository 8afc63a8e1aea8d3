package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.StoreException.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlFailuresTest {

  @Test
  void whatMayHaveBeenCommittedIsUnknown() {
    for (String state :
        List.of(
            "", "08000", "08001", "08004", "08006", "08007", "08P01", "57P01", "57P02", "57P03",
            "57P05", "XX000", "40003")) {
      assertThat(SqlFailures.failed("work", failure(state)).outcome())
          .as(state)
          .isEqualTo(Outcome.UNKNOWN);
    }
    assertThat(SqlFailures.failed("work", new SQLException("without a state")).outcome())
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void whatTheServerRefusedIsNotDone() {
    for (String state :
        List.of(
            "08003", "25006", "53100", "53200", "53300", "57014", "55P03", "40001", "40P01",
            "42P01", "42501", "22021", "23514", "54000", "58030")) {
      assertThat(SqlFailures.failed("work", failure(state)).outcome())
          .as(state)
          .isEqualTo(Outcome.NOT_DONE);
    }
  }

  @Test
  void onlyRefusedDataMayBeTriedInParts() {
    for (String state : List.of("22001", "22021", "22P05", "23502", "23514", "54000")) {
      assertThat(SqlFailures.failed("work", failure(state)).isDataRefused()).as(state).isTrue();
    }
    for (String state : List.of("08006", "25006", "53100", "55P03", "57014", "57P01", "40001")) {
      assertThat(SqlFailures.failed("work", failure(state)).isDataRefused()).as(state).isFalse();
    }
  }

  @Test
  void onlyDeadlocksSerializationAndWhatWasNeverSentAreTriedAgainAtOnce() {
    assertThat(List.of("40001", "40P01", "08003"))
        .allMatch(state -> SqlFailures.isRetryable(failure(state)));
    assertThat(List.of("40003", "55P03", "57014", "08006", ""))
        .noneMatch(state -> SqlFailures.isRetryable(failure(state)));
  }

  @Test
  void whatAServerSaysCannotForgeALine() {
    SQLException hostile = new SQLException("x\r\nERROR forged \u001b[2J", "42501");
    assertThat(SqlFailures.failed("work", hostile).getMessage())
        .contains("work failed: x\\u000d\\u000aERROR forged \\u001b[2J (SQLSTATE 42501)");
  }

  private static SQLException failure(String state) {
    return new SQLException("scripted", state);
  }
}
