package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Event;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.IngressJournal;
import io.durableemitter.ingress.IngressLimits;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three ingresses, each a process of its own, end and start in turn under load. */
@Timeout(180)
class RollingRestartTest {

  private static final int INGRESSES = 3;

  private final TestEnvironment environment = new TestEnvironment();
  private final List<DurableEmitter> emitters = new ArrayList<>();
  private final List<ChildProcess> ingresses = new ArrayList<>();
  private final Set<String> emitted = ConcurrentHashMap.newKeySet();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean calling = true;

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void close() throws Exception {
    calling = false;
    for (Thread caller : callers) {
      caller.join();
    }
    emitters.forEach(DurableEmitter::close);
    ingresses.forEach(ChildProcess::close);
    environment.close();
  }

  @Test
  void nothingIsLostAndOnlyAKillMayDoubleWhatWasUnderWay() throws Exception {
    List<Integer> ports = freePorts();
    for (int i = 0; i < INGRESSES; i++) {
      ingresses.add(ingress(i, ports.get(i)));
    }
    String list = ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
    load(emitter(list), "one");
    load(emitter(list), "two");
    for (int i = 0; i < INGRESSES; i++) {
      awaitMore(i, 100);
    }

    for (int i = 0; i < INGRESSES; i++) {
      ChildProcess old = ingresses.get(i);
      old.terminate();
      assertThat(old.awaitEnd(Duration.ofSeconds(30))).as(old.text()).isTrue();
      ingresses.set(i, ingress(i, ports.get(i)));
      awaitMore(i, 100);
    }
    assertThat(duplicates()).as("after ends in order").isEmpty();

    Set<String> acceptedByKilled = new HashSet<>();
    ingresses.get(1).kill();
    acceptedByKilled.addAll(accepted(1));
    ingresses.set(1, ingress(1, ports.get(1)));
    awaitMore(1, 100);

    calling = false;
    for (Thread caller : callers) {
      caller.join();
    }
    Eventually.holds(() -> "rows " + environment.rows(), () -> environment.rows() == 0);
    Set<String> accepted = new HashSet<>();
    for (int i = 0; i < INGRESSES; i++) {
      accepted.addAll(accepted(i));
    }
    assertThat(accepted).isEqualTo(emitted);
    // it had accepted them, and nobody heard: an unknown outcome of a call
    assertThat(acceptedByKilled).containsAll(duplicates());
    assertThat(emitters).allMatch(emitter -> emitter.stats().deadLetters() == 0);
  }

  @Test
  void theAgeOfAConnectionMovesItToANewProcessBehindABalancer() throws Exception {
    IngressLimits young =
        IngressLimits.builder()
            .times(times -> times.maxConnectionAge(Duration.ofSeconds(1)))
            .build();
    try (IngressServer before = server(young);
        IngressServer after = server(young);
        TcpProxy balancer = TcpProxy.to(before.port())) {
      load(emitter("localhost:" + balancer.port()), "one");
      Eventually.holds(() -> "none came", () -> before.sink().distinctCount() > 100);
      balancer.turnTo(after.port());
      Eventually.holds(() -> "none moved", () -> after.sink().distinctCount() > 100);
      calling = false;
      for (Thread caller : callers) {
        caller.join();
      }
      Eventually.holds(() -> "rows " + environment.rows(), () -> environment.rows() == 0);
    }
    assertThat(environment.deliveries().ids()).isEqualTo(emitted);
    assertThat(environment.deliveries().duplicates()).isZero();
  }

  private IngressServer server(IngressLimits limits) {
    IngressServer server =
        IngressServer.builder().limits(limits).observer(environment.deliveries()).build();
    server.start();
    return server;
  }

  private DurableEmitter emitter(String endpoints) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(environment.store())
            .endpoint(endpoints)
            .plaintext()
            .emitter(EmitterConfig.ofDefaults())
            .build();
    emitters.add(emitter);
    emitter.start();
    return emitter;
  }

  private void load(DurableEmitter emitter, String name) {
    for (int i = 0; i < 2; i++) {
      String caller = name + "-" + i + "-";
      Thread thread = new Thread(() -> emitAll(emitter, caller), caller);
      callers.add(thread);
      thread.start();
    }
  }

  private void emitAll(DurableEmitter emitter, String caller) {
    for (int i = 0; calling; i++) {
      Event event = Event.of("rolling", "restart").id(caller + i).text("x");
      emitter.emit(event);
      emitted.add(caller + i);
    }
  }

  private ChildProcess ingress(int which, int port) throws IOException {
    ChildProcess child =
        Commands.of(
                List.of(
                    "ingress",
                    "--port",
                    Integer.toString(port),
                    "--no-control",
                    "--journal",
                    journal(which).toString()))
            .options(List.of("-Xmx256m"))
            .folder(folder)
            .output(Files.createTempFile(folder, "ingress", ".out"))
            .errors(Files.createTempFile(folder, "ingress", ".err"))
            .start();
    Eventually.holds(child::text, () -> child.text().contains("ingress listens on"));
    return child;
  }

  private Path journal(int which) {
    return folder.resolve("journal-" + which);
  }

  private List<String> accepted(int which) {
    try {
      return IngressJournal.read(journal(which)).stream().map(IngressJournal.Entry::id).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitMore(int which, int events) {
    int goal = accepted(which).size() + events;
    Eventually.holds(() -> "ingress " + which + " got none", () -> accepted(which).size() >= goal);
  }

  private Set<String> duplicates() {
    Set<String> seen = new HashSet<>();
    Set<String> again = new HashSet<>();
    for (int i = 0; i < INGRESSES; i++) {
      for (String id : accepted(i)) {
        if (!seen.add(id)) {
          again.add(id);
        }
      }
    }
    return again;
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < INGRESSES; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }
}
