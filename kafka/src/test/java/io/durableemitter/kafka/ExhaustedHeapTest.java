package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that exhausts the heap for moments, in a process of its own. */
@Timeout(300)
class ExhaustedHeapTest {

  @Test
  void everyAcceptedEventHasItsCallbackAndTheTransportGoesOn(@TempDir Path folder)
      throws Exception {
    Path output = folder.resolve("output");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ExhaustedHeap.class.getName(),
                SharedBroker.servers(),
                SharedBroker.topic(),
                "12")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(240, TimeUnit.SECONDS)).as("it ends").isTrue();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(child.exitValue()).as(text).isZero();
    } finally {
      child.destroyForcibly();
    }
  }
}
