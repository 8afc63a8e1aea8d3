package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LineSinkTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void anEventIsInTheFileWhenItIsAnswered() throws Exception {
    Path file = folder.resolve("events.ndjson");
    Files.writeString(file, "{\"whole\":1}\n{\"torn");
    try (LineSink sink = LineSink.file(file)) {
      sink.start();
      List<CompletableFuture<List<EventOutcome>>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(accept(sink, event("e" + i).build()));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(get(calls.get(i))).containsExactly(EventOutcome.accepted());
        assertThat(Files.readAllLines(file).get(i + 1)).contains("\"id\":\"e" + i + "\"");
      }
      assertThat(sink.problem()).isEmpty();
    }
    assertThat(Files.readAllLines(file)).hasSize(201).first().isEqualTo("{\"whole\":1}");
  }

  @Test
  void aLineIsACloudEventOfTheJsonFormat() throws Exception {
    Path file = folder.resolve("events.ndjson");
    try (LineSink sink = LineSink.file(file)) {
      sink.start();
      get(
          accept(
              sink,
              event("json")
                  .setTextData("{\"a\":\n1.50}")
                  .putAttributes("datacontenttype", text("application/json"))
                  .build(),
              event("text")
                  .setTextData("a\nb")
                  .putAttributes("datacontenttype", text("text/plain"))
                  .build(),
              event("broken")
                  .setTextData("{")
                  .putAttributes("datacontenttype", text("application/json"))
                  .build(),
              event("proto")
                  .setProtoData(Any.newBuilder().setValue(ByteString.copyFromUtf8("p")))
                  .build(),
              event("none").build()));
    }
    String head = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"s\",\"type\":\"t\"";
    assertThat(Files.readAllLines(file))
        .containsExactly(
            String.format(head, "json")
                + ",\"datacontenttype\":\"application/json\",\"data\":{\"a\":1.50}}",
            String.format(head, "text") + ",\"datacontenttype\":\"text/plain\",\"data\":\"a\\nb\"}",
            String.format(head, "broken")
                + ",\"datacontenttype\":\"application/json\",\"data_base64\":\"ew==\"}",
            String.format(head, "proto") + ",\"data_base64\":\"cA==\"}",
            String.format(head, "none") + "}");
  }

  @Test
  void aFileThatCannotBeOpenedIsNamedAtTheStart() {
    try (LineSink sink = LineSink.file(folder)) {
      assertThatIllegalArgumentException()
          .isThrownBy(sink::start)
          .withMessageContaining("cannot open the file " + folder);
    }
  }

  @Test
  void aSlowReaderHoldsUpAnswersAndThenNewCallsAreToldToComeAgain() throws Exception {
    Pipe pipe = Pipe.open();
    List<String> broken = new CopyOnWriteArrayList<>();
    try (LineSink sink =
        LineSink.stream(Channels.newOutputStream(pipe.sink()), "the pipe", broken::add)) {
      sink.start();
      CloudEvent large = event("large").setTextData("x".repeat(1 << 20)).build();
      List<CompletableFuture<List<EventOutcome>>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        calls.add(accept(sink, large));
      }
      List<CompletableFuture<List<EventOutcome>>> refused =
          calls.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
      assertThat(refused).as("of 64 MiB").hasSizeBetween(20, 40);
      assertThatThrownBy(() -> get(refused.get(0)))
          .hasRootCauseInstanceOf(SinkException.class)
          .hasMessageContaining("the sink is behind");
      assertThat(calls.stream().filter(CompletableFuture::isDone)).hasSize(refused.size());
      Thread reader = new Thread(() -> drain(Channels.newInputStream(pipe.source())));
      reader.start();
      int answered = 0;
      for (CompletableFuture<List<EventOutcome>> call : calls) {
        if (!call.isCompletedExceptionally()) {
          assertThat(get(call)).containsExactly(EventOutcome.accepted());
          answered++;
        }
      }
      assertThat(answered).isEqualTo(calls.size() - refused.size());
      assertThat(broken).isEmpty();
      pipe.sink().close();
      reader.join();
    }
  }

  private static void drain(InputStream in) {
    try (in) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReaderThatHasGoneIsToldOnceAndEndsTheSink() throws Exception {
    Pipe pipe = Pipe.open();
    List<String> broken = new CopyOnWriteArrayList<>();
    try (LineSink sink =
        LineSink.stream(Channels.newOutputStream(pipe.sink()), "the pipe", broken::add)) {
      sink.start();
      assertThat(get(accept(sink, event("a").build()))).hasSize(1);
      pipe.source().close();
      for (int i = 0; i < 3; i++) {
        CompletableFuture<List<EventOutcome>> call = accept(sink, event("b").build());
        assertThatThrownBy(() -> get(call))
            .hasMessageContaining("cannot write to the pipe")
            .hasMessageContaining("Broken pipe");
      }
      assertThat(broken).singleElement().asString().contains("Broken pipe");
      assertThat(sink.problem()).hasValueSatisfying(text -> assertThat(text).contains("pipe"));
    }
  }

  private static CompletableFuture<List<EventOutcome>> accept(LineSink sink, CloudEvent... events) {
    return sink.accept(new SinkBatch(List.of(events), false)).toCompletableFuture();
  }

  private static List<EventOutcome> get(CompletableFuture<List<EventOutcome>> call)
      throws Exception {
    return call.get(30, TimeUnit.SECONDS);
  }

  private static CloudEvent.Builder event(String id) {
    return CloudEvent.newBuilder().setId(id).setSource("s").setType("t").setSpecVersion("1.0");
  }

  private static CloudEventAttributeValue text(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }
}
