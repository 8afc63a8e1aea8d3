package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.ingress.IngressJournal.Entry;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IngressJournalTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void whatIsAcceptedIsInTheJournalWhenTheAnswerComesAndWhatIsRefusedIsNot() throws Exception {
    Path file = folder.resolve("journal");
    try (IngressServer server = IngressServer.builder().journal(file).build()) {
      server.start();
      ManagedChannel channel = channel(server.port());
      CloudEvent one = event("a", "7");
      publish(channel, one, event("", "8"));
      publish(channel, one);
      assertThat(IngressJournal.read(file))
          .containsExactly(
              new Entry("a", "s", IngressJournal.sha256(one.toByteArray()), "7"),
              new Entry("a", "s", IngressJournal.sha256(one.toByteArray()), "7"));
      server.setFaults(FaultPlan.builder().dropAnswers(true).build());
      assertThatThrownBy(() -> publish(channel, event("lost", "")))
          .isInstanceOf(StatusRuntimeException.class);
      assertThat(IngressJournal.read(file)).extracting(Entry::id).containsExactly("a", "a", "lost");
      channel.shutdownNow();
    }
  }

  @Test
  void everyEntrySurvivesBeingWrittenAndRead() throws Exception {
    Random random = new Random(3);
    List<Entry> entries = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      Entry entry = new Entry(text(random), text(random), "0".repeat(64), text(random));
      entries.add(entry);
      lines.append(entry.line());
    }
    Path file = Files.writeString(folder.resolve("journal"), lines);
    assertThat(IngressJournal.read(file)).isEqualTo(entries);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append("a\\\t\n\rtn\u00e9".charAt(random.nextInt(8)));
    }
    return text.toString();
  }

  @Test
  void aTornLastLineIsLeftOutAndCutOffByTheNextServer() throws Exception {
    Path file = folder.resolve("journal");
    Entry whole = new Entry("a", "s", "0".repeat(64), "1");
    Files.writeString(file, whole.line() + "b\ts\t00");
    assertThat(IngressJournal.read(file)).containsExactly(whole);
    try (IngressServer server = IngressServer.builder().journal(file).build()) {
      server.start();
      ManagedChannel channel = channel(server.port());
      publish(channel, event("c", ""));
      channel.shutdownNow();
    }
    assertThat(IngressJournal.read(file)).extracting(Entry::id).containsExactly("a", "c");
  }

  @Test
  void aFileThatIsNoJournalAndOneThatCannotBeOpenedAreNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("other"), "one\ntwo\n");
    assertThatThrownBy(() -> IngressJournal.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other, line 1: not id, source");
    Path missing = folder.resolve("missing").resolve("journal");
    assertThatThrownBy(() -> IngressServer.builder().journal(missing).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot open the journal " + missing);
  }

  @Test
  void theHashIsThatOfTheEventWhateverItsNumberAndTheOrderOfItsAttributes() {
    CloudEvent event = event("a", "").toBuilder().putAttributes("b", number("1")).build();
    CloudEvent numbered = event("a", "5").toBuilder().putAttributes("b", number("1")).build();
    assertThat(IngressJournal.sha256(numbered.toByteArray()))
        .isEqualTo(IngressJournal.sha256(event.toByteArray()))
        .isNotEqualTo(IngressJournal.sha256(event("a", "").toByteArray()));
  }

  @Test
  void aServerThatIsKilledHasWrittenAllThatItHasAnswered() throws Exception {
    Path file = folder.resolve("journal");
    Process process = child(file);
    List<String> answered = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      ManagedChannel channel = channel(Integer.parseInt(out.readLine()));
      Thread killer =
          new Thread(
              () -> {
                awaitSize(file, 20_000);
                process.destroyForcibly();
              });
      killer.start();
      try {
        for (int i = 0; i < 1_000_000; i++) {
          for (PublishResult result :
              publish(channel, event("a" + i, ""), event("b" + i, "")).getResultsList()) {
            answered.add(result.getEventId());
          }
        }
        throw new AssertionError("the server was not killed");
      } catch (StatusRuntimeException killed) {
        channel.shutdownNow();
      }
      killer.join();
    } finally {
      process.destroyForcibly();
    }
    assertThat(answered).isNotEmpty();
    assertThat(IngressJournal.read(file)).extracting(Entry::id).containsAll(answered);
  }

  private static void awaitSize(Path file, long bytes) {
    try {
      while (Files.size(file) < bytes) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Process child(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            JournalServer.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A server in a process of its own, which ends with its standard input. */
  static final class JournalServer {

    private JournalServer() {}

    public static void main(String[] args) throws IOException {
      try (IngressServer server = IngressServer.builder().journal(Path.of(args[0])).build()) {
        server.start();
        System.out.println(server.port());
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
      }
    }
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  private static PublishResponse publish(ManagedChannel channel, CloudEvent... events) {
    return ChipIngressGrpc.newBlockingStub(channel)
        .publishBatch(CloudEventBatch.newBuilder().addAllEvents(List.of(events)).build());
  }

  private static CloudEventAttributeValue number(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }

  private static CloudEvent event(String id, String seqNum) {
    CloudEvent.Builder event =
        CloudEvent.newBuilder().setId(id).setSource("s").setType("t").setSpecVersion("1.0");
    if (!seqNum.isEmpty()) {
      event.putAttributes("seqnum", number(seqNum));
    }
    return event.build();
  }
}
