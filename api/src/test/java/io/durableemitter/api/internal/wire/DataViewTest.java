package io.durableemitter.api.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.internal.wire.DataView.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataViewTest {

  private static final int MOST = 1_000;

  private static DataView of(String contentType, String messageType, byte[] data) {
    return DataView.of(
        new StoredEvent(Map.of(StoredEvent.CONTENT_TYPE, contentType), data, false, messageType),
        MOST);
  }

  private static DataView of(String contentType, String data) {
    return of(contentType, "", data.getBytes(UTF_8));
  }

  @Test
  void dataIsWhatItCanBeReadAs() {
    assertThat(of("", "").kind()).isEqualTo(Kind.EMPTY);
    assertThat(of("application/json", "{\"a\":1}"))
        .isEqualTo(new DataView(Kind.JSON, List.of("{", "  \"a\": 1", "}"), 7));
    assertThat(of("text/plain", "one\r\ntwo\n").lines()).containsExactly("one", "two", "");
    assertThat(of("application/json", "no JSON").kind()).isEqualTo(Kind.TEXT);
    assertThat(of("", "", new byte[] {0, 1, -1}).kind()).isEqualTo(Kind.BYTES);
    assertThat(of("", "with \u001b[2J").kind()).isNotEqualTo(Kind.TEXT);
    assertThat(of("", "with \u007f").kind()).isNotEqualTo(Kind.TEXT);
    assertThat(DataView.ofBytes("text".getBytes(UTF_8), MOST).kind()).isEqualTo(Kind.TEXT);
  }

  @Test
  void whatIsSaidToBeAMessageIsNoText() {
    byte[] message = {0x0a, 1, 'x'};
    for (DataView view :
        List.of(of("application/x-Protobuf", "", message), of("", "shop.Order", message))) {
      assertThat(view.kind()).isEqualTo(Kind.FIELDS);
      assertThat(view.lines()).containsExactly("1: 1 bytes, text \"x\"");
    }
    assertThat(of("", "shop.Order", "text".getBytes(UTF_8)).kind()).isEqualTo(Kind.BYTES);
  }

  @Test
  void ofLargeDataABeginningOfWholeCharactersIsShown() {
    DataView text = of("text/plain", "x" + "é".repeat(MOST));
    assertThat(text.kind()).isEqualTo(Kind.TEXT);
    assertThat(text.shown()).isEqualTo(MOST - 1);
    assertThat(text.lines().get(0)).matches("xé+");
    String json = "[" + "1,".repeat(MOST) + "1]";
    assertThat(of("application/json", json).kind())
        .as("the beginning of JSON is none")
        .isEqualTo(Kind.TEXT);
    byte[] fields = new byte[2 * MOST];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 8;
      fields[i + 1] = 1;
    }
    assertThat(of("application/protobuf", "", fields).kind())
        .as("and that of a message too")
        .isEqualTo(Kind.BYTES);
  }
}
