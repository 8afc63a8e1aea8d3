package io.durableemitter.chaos.kafka;

import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.spi.BatchEmitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The product's own ingress command, several times, with the Kafka sink; the first is killed. */
final class IngressRoad implements Road {

  private final String servers;
  private final String topic;
  private final Path folder;
  private final List<Integer> ports = new ArrayList<>();
  private final List<ChildProcess> processes = new ArrayList<>();

  private IngressRoad(String servers, String topic, Path folder) {
    this.servers = servers;
    this.topic = topic;
    this.folder = folder;
  }

  static IngressRoad start(String servers, String topic, int count) throws IOException {
    IngressRoad road =
        new IngressRoad(servers, topic, Files.createTempDirectory("durable-emitter-ingresses"));
    boolean started = false;
    try {
      for (int i = 0; i < count; i++) {
        road.ports.add(freePort());
        road.processes.add(road.launch(i));
      }
      started = true;
      return road;
    } finally {
      if (!started) {
        road.close();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ChildProcess launch(int number) throws IOException {
    Path output = Files.createTempFile(folder, "ingress-" + number + "-", ".out");
    ChildProcess process =
        ChildProcess.of("io.durableemitter.cli.Main")
            .options(List.of("-Xmx256m"))
            .arguments(
                List.of(
                    "ingress",
                    "--port",
                    Integer.toString(ports.get(number)),
                    "--control-port",
                    "0",
                    "--sink",
                    "kafka",
                    "--bootstrap",
                    servers,
                    "--topic",
                    topic))
            .output(output)
            .start();
    process.await(
        () -> "ingress " + number + " listens", () -> process.output().contains("listens on"));
    return process;
  }

  @Override
  public BatchEmitter transport() {
    String endpoints =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    return BatchClient.builder(ChipIngressClient.builder(endpoints).plaintext().build()).build();
  }

  @Override
  public String killing() {
    return "ingress 0 is killed";
  }

  @Override
  public void kill() {
    processes.get(0).kill();
  }

  @Override
  public String restarting() {
    return "ingress 0 starts again";
  }

  @Override
  public void restart() {
    try {
      processes.set(0, launch(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(ChildProcess::kill);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
