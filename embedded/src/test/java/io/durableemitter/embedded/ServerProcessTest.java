package io.durableemitter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerProcessTest {

  @Test
  void aProcessThatIsDeadStaysDead() throws Exception {
    for (int i = 0; i < 400; i++) {
      Process child = new ProcessBuilder("true").start();
      ServerProcess process = new ServerProcess(child.pid());
      boolean dead = false;
      // it is looked at while it dies and while it is waited for
      for (int looks = 0; looks < 20; ) {
        boolean alive = process.isAlive();
        assertThat(dead && alive).as("alive again").isFalse();
        dead |= !alive;
        looks += dead ? 1 : 0;
      }
    }
  }
}
