package io.durableemitter.console;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {

  @Test
  void whoWritesWhileTheConsoleEndsIsToldAsOfABrokenConnection() {
    RequestThreads threads = new RequestThreads(1, Duration.ofMinutes(1));
    threads.close();
    assertThatThrownBy(() -> threads.within(Duration.ofMinutes(1), () -> 1))
        .isInstanceOf(IOException.class)
        .hasMessage("the console is ending");
  }
}
