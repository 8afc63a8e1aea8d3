package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private static final String A = event("a", "{\"n\":1.10}");
  private static final String B = event("b", "[]");

  private final List<InputEvent> events = new ArrayList<>();
  private final List<MalformedInput> malformed = new ArrayList<>();

  @Test
  void readsLines() throws Exception {
    read("\n" + A + "\n\n" + B + "\r\n");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(events).extracting(InputEvent::line).containsExactly(2L, 4L);
    assertThat(malformed).isEmpty();
  }

  @Test
  void readsAnArrayOnOneLineAndOverMany() throws Exception {
    read("[" + A + "," + B + "]");
    read("[\n  " + A + ",\n  " + B + "\n]\n");
    assertThat(ids()).containsExactly("a", "b", "a", "b");
    assertThat(malformed).isEmpty();
  }

  @Test
  void readsASingleObjectOnOneLineAndOverMany() throws Exception {
    read(A);
    read(
        "{\n  \"specversion\": \"1.0\", \"id\": \"p\",\n  \"source\": \"s\",\n  \"type\": \"t\"\n}\n");
    assertThat(ids()).containsExactly("a", "p");
    assertThat(malformed).isEmpty();
  }

  @Test
  void reportsWhatIsNoEventWithItsLineAndGoesOn() throws Exception {
    read(
        String.join(
            "\n",
            A,
            "not json",
            "{\"specversion\":\"1.0\",\"id\":\"x\",\"type\":\"t\"}",
            "42",
            "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"s\",\"type\":\"t\",\"ext\":{}}",
            "{\"id\":\"x\",\"source\":\"s\",\"type\":\"t\"}",
            "{\"cut\":",
            B));
    assertThat(ids()).containsExactly("a", "b");
    assertThat(malformed).extracting(MalformedInput::line).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(malformed)
        .extracting(MalformedInput::reason)
        .satisfiesExactly(
            r -> assertThat(r).startsWith("not JSON"),
            r -> assertThat(r).isEqualTo("'source' is missing or is not a non-empty string"),
            r -> assertThat(r).isEqualTo("not a JSON object but number"),
            r -> assertThat(r).contains("attribute 'ext' must be a string, a boolean"),
            r -> assertThat(r).contains("'specversion' is missing"),
            r -> assertThat(r).startsWith("not JSON"));
  }

  @Test
  void aCutFirstLineIsOneMalformedLine() throws Exception {
    read("{\"cut\":\n" + A + "\n" + B);
    assertThat(ids()).containsExactly("a", "b");
    assertThat(malformed).extracting(MalformedInput::line).containsExactly(1L);
  }

  @Test
  void anElementThatIsNoEventDoesNotEndTheArrayButBrokenJsonDoes() throws Exception {
    read("[\n1,\n" + A + "]");
    assertThat(ids()).containsExactly("a");
    assertThat(malformed).extracting(MalformedInput::line).containsExactly(2L);
    read("[" + B + ",\n" + "oops");
    assertThat(ids()).containsExactly("a", "b");
    assertThat(malformed.get(1).reason()).contains("what follows cannot be read");
  }

  @Test
  void anEmptyInputAndAByteOrderMarkAreFine() throws Exception {
    read("");
    read(" \n \n");
    read("\uFEFF" + A);
    assertThat(ids()).containsExactly("a");
    assertThat(malformed).isEmpty();
  }

  @Test
  void aLineBeyondTheBoundIsReportedAndReadOver() throws Exception {
    String huge = "{\"x\":\"" + "y".repeat(EventReader.MAX_EVENT_BYTES) + "\"}";
    read(A + "\n" + huge + "\n" + B);
    assertThat(ids()).containsExactly("a", "b");
    assertThat(malformed)
        .singleElement()
        .extracting(MalformedInput::reason)
        .asString()
        .startsWith("the line is longer than");
  }

  @Test
  void dataKeepsItsFormAndItsNumbers() throws Exception {
    read(A);
    read(
        "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"s\",\"type\":\"t\",\"datacontenttype\":"
            + "\"text/plain\",\"data\":\"plain\"}");
    read(
        "{\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"s\",\"type\":\"t\","
            + "\"data_base64\":\"AQI=\",\"flag\":true,\"count\":7}");
    assertThat(text(0)).isEqualTo("{\"n\":1.10}");
    assertThat(events.get(0).attributes()).containsEntry("datacontenttype", "application/json");
    assertThat(text(1)).isEqualTo("plain");
    assertThat(events.get(2).body().bytes()).containsExactly(1, 2);
    assertThat(events.get(2).attributes()).containsEntry("flag", true).containsEntry("count", 7);
  }

  private String text(int index) {
    return new String(events.get(index).body().bytes(), StandardCharsets.UTF_8);
  }

  private List<Object> ids() {
    return events.stream().map(event -> event.attributes().get("id")).toList();
  }

  private void read(String text) throws Exception {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    new EventReader(
            new EventReader.Consumer() {
              @Override
              public void event(InputEvent event) {
                events.add(event);
              }

              @Override
              public void malformed(MalformedInput input) {
                malformed.add(input);
              }
            })
        .read(in);
  }

  private static String event(String id, String data) {
    return "{\"specversion\":\"1.0\",\"id\":\""
        + id
        + "\",\"source\":\"s\",\"type\":\"t\",\"data\":"
        + data
        + "}";
  }
}
