package io.durableemitter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An ingress in a process of its own. It ends with its standard input, so it does not outlive this
 * process, however this one ends.
 */
final class IngressProcess implements AutoCloseable {

  /** For the id of an event that it remembers, a UUID or one of a file. */
  private static final int BYTES_PER_EVENT = 250;

  private static final int HANDING_ON_MIB = 512;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final int port;
  private final int controlPort;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  private IngressProcess(Process process, int port, int controlPort) {
    this.process = process;
    this.port = port;
    this.controlPort = controlPort;
  }

  /** One that keeps so many events in memory. */
  static IngressProcess inMemory(long events) throws IOException {
    long idBytes = (64L << 20) + events * BYTES_PER_EVENT;
    return start(
        256 + idBytes / (1 << 20),
        List.of(
            "--capacity",
            Long.toString(events + 1_000),
            "--capacity-bytes",
            Long.toString(idBytes)));
  }

  /** One that hands events on. */
  static IngressProcess withSink(List<String> options) throws IOException {
    return start(HANDING_ON_MIB, options);
  }

  private static IngressProcess start(long heapMib, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // out of our terminal's group: Ctrl-C is for us, and it ends with its standard input
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMib + "m");
    // it lives for seconds: a quick compiler leaves the processor to what is shown
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("ingress", "--port", "0", "--control-port", "0", "--json"));
    command.addAll(options);
    command.add("--exit-with-stdin");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // ports and the like are the parent's business
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("DURABLE_EMITTER_") || key.startsWith("OTEL_"));
    Process process = builder.start();
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      if (line == null) {
        throw new CommandException(
            ExitCode.FAILED, "the ingress process ended before it was ready");
      }
      JsonNode ports = EventParser.JSON.readTree(line);
      return new IngressProcess(
          process, ports.get("port").asInt(), ports.get("controlPort").asInt());
    } catch (IOException | RuntimeException e) {
      // told to end, it would write its counts to where nobody reads any more, and complain
      process.destroyForcibly();
      throw e;
    }
  }

  String endpoint() {
    return "127.0.0.1:" + port;
  }

  void outage(boolean on) throws IOException, InterruptedException {
    HttpRequest request =
        request("/outage/" + (on ? "on" : "off")).POST(HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the ingress answered " + response.statusCode() + " to an outage");
    }
  }

  /** All accepted ids, each as often as it came. */
  Stream<String> ids() throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        http.send(request("/events/ids").build(), HttpResponse.BodyHandlers.ofLines());
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPort + path));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
