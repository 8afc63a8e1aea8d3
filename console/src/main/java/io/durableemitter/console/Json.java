package io.durableemitter.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as maps, lists, texts, numbers and booleans. What is absent is an empty {@link Optional}, or
 * a number that is not one, and is written as null.
 */
final class Json {

  static final JsonFactory FACTORY = new JsonFactory();

  private static final int DEEPEST = 8;

  private Json() {}

  /** An object of these names and values, one after the other. */
  static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  static String text(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof Collection<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Optional<?> maybe) {
      if (maybe.isPresent()) {
        write(out, maybe.get());
      } else {
        out.writeNull();
      }
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Double number) {
      writeNumber(out, number);
    } else if (value instanceof Number number) {
      out.writeNumber(number.longValue());
    } else {
      out.writeString(String.valueOf(value));
    }
  }

  private static void writeNumber(JsonGenerator out, double number) throws IOException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.writeNull();
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.writeNumber((long) number);
    } else {
      // as many digits as anybody looks at
      out.writeNumber(Math.rint(number * 1e4) / 1e4);
    }
  }

  /** What a client sent as null: no text, no number and no list, and not absent either. */
  static final Object NULL = new Object();

  /** An object that a client sent. */
  static Map<String, Object> object(byte[] text) {
    try (JsonParser in = FACTORY.createParser(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.badRequest("the body must be one JSON object");
      }
      Map<String, Object> object = object(in, 1);
      if (in.nextToken() != null) {
        throw Refusal.badRequest("the body must be one JSON object, but there is more behind it");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> object(JsonParser in, int depth) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      JsonToken unused = in.nextToken();
      object.put(name, value(in, depth));
    }
    return object;
  }

  private static Object value(JsonParser in, int depth) throws IOException {
    if (depth >= DEEPEST) {
      throw Refusal.badRequest("the body is nested deeper than " + DEEPEST + " levels");
    }
    return switch (in.currentToken()) {
      case START_OBJECT -> object(in, depth + 1);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(in, depth + 1));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> {
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw Refusal.badRequest("a number of the body is too large");
        }
        yield in.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      default -> in.getText();
    };
  }
}
