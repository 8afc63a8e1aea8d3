package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.RowNotifications;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that tells of rows. */
class NotifiedRowsTest {

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();
  private final List<Long> told = new ArrayList<>();
  private boolean closed;
  private final NotifiedRows pass =
      new NotifiedRows(
          new RowNotifications() {
            @Override
            public long[] await(Duration most) {
              long[] rows = told.stream().mapToLong(Long::longValue).toArray();
              told.clear();
              return rows;
            }

            @Override
            public void close() {
              closed = true;
            }
          },
          environment.dispatcher::leave);

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void aRowIsSentAtOnceAndNotAtTheNextSweep() {
    Retransmitter retransmitter = environment.retransmitter(500);
    MaintenanceEnvironment.sweep(retransmitter);
    told.add(environment.insert("new"));
    assertThat(pass.runOnce()).as("listens on").isZero();
    retransmitter.runOnce();
    assertThat(environment.sent()).containsExactly("new");
  }

  @Test
  void afterClosingItDoesNotTurnWithoutAPause() {
    pass.close();
    assertThat(closed).isTrue();
    assertThat(pass.runOnce()).isPositive();
  }
}
