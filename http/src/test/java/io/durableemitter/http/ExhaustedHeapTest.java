package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", ExhaustedHeapTest::accept);
    // whose client dies in the middle of a request must not hold up those of the next one
    ExecutorService threads = Executors.newCachedThreadPool();
    receiver.setExecutor(threads);
    receiver.start();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ExhaustedHeap.class.getName(),
                "http://localhost:" + receiver.getAddress().getPort() + "/events",
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
      receiver.stop(0);
      threads.shutdownNow();
    }
  }

  private static void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exchange.sendResponseHeaders(202, -1);
    }
  }
}
