package io.durableemitter.api.internal.wire;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;

/**
 * Reads the header of a stored payload and checks the rest, without making objects of it. Rows come
 * from a table that others write to: a row that the other end could not parse would take its whole
 * batch down with it, so structure and text are checked as a parser would.
 */
public final class HeaderReader {

  private static final int NONE = 0;

  private HeaderReader() {}

  /**
   * Reads a header.
   *
   * @param payload the stored bytes
   * @return id, source and type. The source may be empty: the Go package stores such events, of
   *     sources that it cannot parse, and delivers them
   * @throws UndecodablePayloadException if the bytes are not a CloudEvent with id and type
   */
  public static EventHeader read(Payload payload) {
    byte[] bytes = payload.unsafeBytes();
    WireReader in = new WireReader(bytes, 0, bytes.length);
    String id = "";
    String source = "";
    String type = "";
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | 2 -> id = in.text();
        case 2 << 3 | 2 -> source = in.text();
        case 4 << 3 | 2 -> type = in.text();
        case 3 << 3 | 2, 7 << 3 | 2 -> in.skipText();
        case 5 << 3 | 2 -> attribute(in.nested());
        case 8 << 3 | 2 -> fields(in.nested(), 1 << 3 | 2);
        default -> in.skip(tag & 7);
      }
    }
    if (id.isEmpty() || type.isEmpty()) {
      throw new UndecodablePayloadException("lacks id or type");
    }
    return new EventHeader(id, source, type);
  }

  private static void attribute(WireReader entry) {
    while (!entry.atEnd()) {
      int tag = entry.tag();
      switch (tag) {
        case 1 << 3 | 2 -> entry.skipText();
        case 2 << 3 | 2 -> attributeValue(entry.nested());
        default -> entry.skip(tag & 7);
      }
    }
  }

  private static void attributeValue(WireReader value) {
    while (!value.atEnd()) {
      int tag = value.tag();
      switch (tag) {
        case 3 << 3 | 2, 5 << 3 | 2, 6 << 3 | 2 -> value.skipText();
        case 7 << 3 | 2 -> fields(value.nested(), NONE);
        default -> value.skip(tag & 7);
      }
    }
  }

  private static void fields(WireReader message, int textTag) {
    while (!message.atEnd()) {
      int tag = message.tag();
      if (tag == textTag) {
        message.skipText();
      } else {
        message.skip(tag & 7);
      }
    }
  }
}
