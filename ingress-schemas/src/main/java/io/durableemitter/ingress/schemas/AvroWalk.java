package io.durableemitter.ingress.schemas;

import io.durableemitter.api.internal.text.ForeignText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Goes over data once and keeps nothing of it. Data may claim a billion elements that take no
 * bytes, and a schema may contain itself: steps and depth are bounded.
 */
final class AvroWalk {

  private static final int MOST_STEPS = 1_000_000;
  private static final int DEEPEST = 200;
  private static final int LONGEST_PATH = 200;

  private final BinaryDecoder decoder;
  private final Deque<String> path = new ArrayDeque<>();
  private int steps;

  AvroWalk(byte[] data) {
    decoder = DecoderFactory.get().binaryDecoder(data, null);
  }

  boolean isAtEnd() throws IOException {
    return decoder.isEnd();
  }

  /** Where it stopped: names of the schema. */
  String path() {
    StringBuilder text = new StringBuilder();
    for (Iterator<String> names = path.descendingIterator(); names.hasNext(); ) {
      text.append(text.isEmpty() ? "" : ".").append(names.next());
    }
    return text.isEmpty() ? "its root" : ForeignText.oneLine(text.toString(), LONGEST_PATH);
  }

  void over(Schema schema) throws IOException {
    steps++;
    if (steps > MOST_STEPS || path.size() > DEEPEST) {
      throw new UnusableSchemaException("to check it takes too many steps");
    }
    switch (schema.getType()) {
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          over(field.name(), field.schema());
        }
      }
      case ARRAY -> array(schema.getElementType());
      case MAP -> map(schema.getValueType());
      case UNION ->
          over("", schema.getTypes().get(index(decoder.readIndex(), schema.getTypes().size())));
      case ENUM -> {
        int unused = index(decoder.readEnum(), schema.getEnumSymbols().size());
      }
      case FIXED -> decoder.skipFixed(schema.getFixedSize());
      case STRING -> decoder.skipString();
      case BYTES -> decoder.skipBytes();
      case INT -> {
        int unused = decoder.readInt();
      }
      case LONG -> {
        long unused = decoder.readLong();
      }
      case FLOAT -> {
        float unused = decoder.readFloat();
      }
      case DOUBLE -> {
        double unused = decoder.readDouble();
      }
      case BOOLEAN -> {
        boolean unused = decoder.readBoolean();
      }
      case NULL -> decoder.readNull();
    }
  }

  private void over(String name, Schema schema) throws IOException {
    path.push(name);
    over(schema);
    path.pop();
  }

  private static int index(int index, int count) {
    if (index < 0 || index >= count) {
      throw new AvroRuntimeException("there is no choice of this number");
    }
    return index;
  }

  private void array(Schema element) throws IOException {
    for (long left = decoder.readArrayStart(); left > 0; left = decoder.arrayNext()) {
      for (long i = 0; i < left; i++) {
        over("[]", element);
      }
    }
  }

  private void map(Schema value) throws IOException {
    for (long left = decoder.readMapStart(); left > 0; left = decoder.mapNext()) {
      for (long i = 0; i < left; i++) {
        decoder.skipString();
        over("{}", value);
      }
    }
  }
}
