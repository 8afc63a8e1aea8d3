package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A server in a process of its own with a heap of 256 MiB, and a good client that looks at it. */
final class AttackedIngress implements AutoCloseable {

  /** On an idle machine it takes milliseconds; a busy build may hold it up. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final int controlPort;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private int published;

  private AttackedIngress(Process process, int port, int controlPort) {
    this.process = process;
    this.port = port;
    this.controlPort = controlPort;
  }

  static AttackedIngress start(Path log) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.log.io.grpc=error",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectError(log.toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String[] ports = String.valueOf(out.readLine()).split(" ", -1);
    return new AttackedIngress(process, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int port() {
    return port;
  }

  int controlPort() {
    return controlPort;
  }

  ManagedChannel channel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  /** Fails unless a new client publishes, and both kinds of health answer. */
  String assertWell() throws Exception {
    ManagedChannel channel = channel();
    try {
      long publish = millis(() -> publish(channel));
      long control = millis(() -> control("GET", "/healthz"));
      long health = millis(() -> health(channel));
      return "Publish " + publish + " ms, /healthz " + control + " ms, health " + health + " ms";
    } finally {
      channel.shutdownNow();
    }
  }

  private static long millis(Callable<Boolean> work) throws Exception {
    long begin = System.nanoTime();
    if (!work.call()) {
      throw new AssertionError("the server is not well");
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private boolean publish(ManagedChannel channel) {
    CloudEvent event =
        CloudEvent.newBuilder()
            .setId("good-" + published++)
            .setSource("good")
            .setType("t")
            .setSpecVersion("1.0")
            .build();
    return !ChipIngressGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .publish(event)
        .getResults(0)
        .hasError();
  }

  private static boolean health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus()
        == ServingStatus.SERVING;
  }

  boolean control(String method, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPort + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroyForcibly();
  }

  /** The process; it ends with its standard input. */
  static final class Child {

    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private Child() {}

    public static void main(String[] args) throws IOException {
      // as the command has it; an error of the server's own is told in any case
      GRPC.setLevel(Level.SEVERE);
      IngressLimits limits =
          IngressLimits.builder()
              .connections(
                  connections -> connections.maxConnections(400).maxConnectionsPerAddress(300))
              .times(times -> times.firstCallTimeout(Duration.ofSeconds(2)))
              .build();
      try (IngressServer server = IngressServer.builder().limits(limits).controlPort(0).build()) {
        server.start();
        System.out.println(server.port() + " " + server.controlPort().orElseThrow());
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
      }
    }
  }
}
