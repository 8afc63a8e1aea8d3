package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EventHeader;
import org.junit.jupiter.api.Test;

class SeqNumsTest {

  @Test
  void everyPairOfSourceAndTypeHasItsOwnNumbers() {
    SeqNums numbers = new SeqNums(10, 1_000);
    assertThat(numbers.next(header("a", "b"))).isEqualTo(1);
    assertThat(numbers.next(header("a", "b"))).isEqualTo(2);
    assertThat(numbers.next(header("a", "c"))).isEqualTo(1);
    assertThat(numbers.next(header("b", "b"))).isEqualTo(1);
    assertThat(numbers.next(header("ab", ""))).isEqualTo(1);
    assertThat(numbers.next(header("a", "b"))).isEqualTo(3);
  }

  @Test
  void theStreamNotUsedForLongestIsForgotten() {
    SeqNums numbers = new SeqNums(2, 1_000);
    numbers.next(header("a", ""));
    numbers.next(header("b", ""));
    numbers.next(header("a", ""));
    numbers.next(header("c", ""));
    assertThat(numbers.next(header("a", ""))).isEqualTo(3);
    assertThat(numbers.next(header("b", ""))).isEqualTo(1);
  }

  @Test
  void longNamesAreForgottenSooner() {
    SeqNums numbers = new SeqNums(100, 10);
    numbers.next(header("12345", ""));
    numbers.next(header("abcde", ""));
    assertThat(numbers.next(header("12345", ""))).isEqualTo(2);
    assertThat(numbers.next(header("x".repeat(50), ""))).isEqualTo(1);
    assertThat(numbers.next(header("x".repeat(50), ""))).isEqualTo(2);
    assertThat(numbers.next(header("12345", ""))).isEqualTo(1);
  }

  private static EventHeader header(String source, String type) {
    return new EventHeader("id", source, type);
  }
}
