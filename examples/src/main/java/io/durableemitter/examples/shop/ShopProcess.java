package io.durableemitter.examples.shop;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The shop, in a JVM of its own, which can really be killed. It ends when this process does. */
final class ShopProcess implements AutoCloseable {

  private static final int LAST_LINES = 30;
  private static final long START_SECONDS = 90;
  private static final long END_SECONDS = 60;
  private static final String PORT = "shop: port ";

  private final Process process;
  private final Thread hook;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final Deque<String> lines = new ArrayDeque<>();

  private ShopProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "shop-end");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "shop-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one, and waits until it takes orders. */
  static ShopProcess start(Path application, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path target = application.resolve("target");
    String classPath =
        target.resolve("classes")
            + File.pathSeparator
            + Files.readString(target.resolve("launch.classpath")).strip();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "com.example.shop.ShopApplication",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--shop.overseen=true")
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    ShopProcess shop = new ShopProcess(builder.start());
    try {
      shop.port.get(START_SECONDS, TimeUnit.SECONDS);
      return shop;
    } catch (ExecutionException | TimeoutException e) {
      shop.close();
      throw shop.failure("did not start");
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        if (line.startsWith(PORT)) {
          port.complete(Integer.parseInt(line.substring(PORT.length())));
        }
      }
    } catch (IOException e) {
      keep("its output cannot be read: " + e);
    } finally {
      port.completeExceptionally(new IOException("the shop has ended"));
    }
  }

  private synchronized void keep(String line) {
    lines.addLast(line);
    if (lines.size() > LAST_LINES) {
      lines.removeFirst();
    }
  }

  private synchronized IllegalStateException failure(String what) {
    return new IllegalStateException(
        "the shop " + what + "; the last it said:\n" + String.join("\n", List.copyOf(lines)));
  }

  int port() {
    return port.join();
  }

  /** Throws, with the last it said, if it has ended. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw failure("has ended with " + process.exitValue());
    }
  }

  /** SIGKILL: no hook of it runs. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw failure("is still there after it was killed");
    }
  }

  /** SIGTERM: it ends in order. Returns when it is gone. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw failure("has not ended when it should");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook runs already
    }
  }
}
