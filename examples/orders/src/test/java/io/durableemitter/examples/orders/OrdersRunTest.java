package io.durableemitter.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is committed arrives, what is rolled back does not, whoever opens the transaction. */
@Timeout(120)
class OrdersRunTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsCommittedArrivesAndNothingElse(Way way) {
    assertThat(run(way.toString(), "--json", "--orders", "60")).isZero();
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "{\"way\":\""
                + way
                + "\",\"committed\":40,\"rolledBack\":20,\"delivered\":40,\"duplicates\":0,"
                + "\"lost\":0,\"invented\":0}");
  }

  @Test
  void whatIsAskedForWronglyIsRefused() {
    assertThat(run("jpa")).isEqualTo(2);
    assertThat(run("jdbc", "--orders", "2")).isEqualTo(2);
    assertThat(run("jdbc", "--threads=257")).isEqualTo(2);
  }

  private int run(String... arguments) {
    return OrdersCommand.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), arguments);
  }
}
