package io.durableemitter.core.internal.encode;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.TraceContext;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.api.internal.wire.WireReader;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Reads and writes the attributes of an encoded event that say which trace it belongs to. Others
 * write them too: what is malformed or longer than it can be is no trace, and never an error.
 */
public final class TraceAttributes {

  /** Longer than any version of the format is today, and short enough to be kept in memory. */
  private static final int LONGEST_PARENT = 128;

  /** What W3C asks everybody to pass on. */
  private static final int LONGEST_STATE = 512;

  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";
  private static final String RECORDED = "recordedtime";

  private TraceAttributes() {}

  /**
   * What was found in an event.
   *
   * @param event the same bytes, with the trace in the header
   * @param given whether the event has one of the attributes, be it malformed
   */
  public record Found(EncodedEvent event, boolean given) {}

  /**
   * Looks for the trace of an event.
   *
   * @param event an event
   * @return what it says of its trace
   */
  public static Found find(EncodedEvent event) {
    Reading reading = new Reading();
    TraceContext trace = reading.trace(event.payload().unsafeBytes());
    EventHeader header = with(event.header(), trace);
    return new Found(new EncodedEvent(header, event.payload()), reading.given);
  }

  /**
   * Writes a trace into an event that has none. The attributes come last in the bytes, as a parser
   * takes them in any order.
   *
   * @param event an event, with its header as {@link #find} makes it
   * @param traceparent W3C {@code traceparent}
   * @param tracestate W3C {@code tracestate}; left out if it is empty or longer than 512 characters
   * @return the event that is stored
   */
  public static EncodedEvent write(EncodedEvent event, String traceparent, String tracestate) {
    byte[] bytes = event.payload().unsafeBytes();
    String state = tracestate.length() > LONGEST_STATE ? "" : tracestate;
    ProtoWriter out = new ProtoWriter(bytes.length + traceparent.length() + state.length() + 48);
    out.raw(bytes).raw(EventAssembler.entry(PARENT, AttributeValue.string(traceparent)));
    if (!state.isEmpty()) {
      out.raw(EventAssembler.entry(STATE, AttributeValue.string(state)));
    }
    TraceContext trace = new TraceContext(traceparent, state, event.header().trace().emittedAt());
    Payload traced = Payload.wrap(out.toByteArray());
    OptionalLong key = event.payload().orderingKey();
    return new EncodedEvent(
        with(event.header(), trace), key.isPresent() ? traced.ordered(key.getAsLong()) : traced);
  }

  private static EventHeader with(EventHeader header, TraceContext trace) {
    return new EventHeader(header.id(), header.source(), header.type(), trace);
  }

  /** Of one event. */
  private static final class Reading {

    private String parent = "";
    private String state = "";
    private Instant recorded = Instant.EPOCH;
    private boolean given;

    TraceContext trace(byte[] bytes) {
      try {
        event(new WireReader(bytes, 0, bytes.length));
        return new TraceContext(parent, state, recorded);
      } catch (UndecodablePayloadException notAnEvent) {
        return TraceContext.NONE;
      }
    }

    private void event(WireReader in) {
      while (!in.atEnd()) {
        int tag = in.tag();
        if (tag == (5 << 3 | 2)) {
          attribute(in.nested());
        } else {
          in.skip(tag & 7);
        }
      }
    }

    private void attribute(WireReader entry) {
      String name = "";
      WireReader value = entry.empty();
      while (!entry.atEnd()) {
        int tag = entry.tag();
        switch (tag) {
          case 1 << 3 | 2 -> name = entry.text();
          case 2 << 3 | 2 -> value = entry.nested();
          default -> entry.skip(tag & 7);
        }
      }
      given |= name.equals(PARENT) || name.equals(STATE);
      switch (name) {
        case PARENT -> parent = text(value, LONGEST_PARENT);
        case STATE -> state = text(value, LONGEST_STATE);
        case RECORDED -> recorded = time(value);
        default -> {}
      }
    }

    private static String text(WireReader value, int longest) {
      String text = "";
      while (!value.atEnd()) {
        int tag = value.tag();
        if (tag == (3 << 3 | 2)) {
          text = value.text();
        } else {
          value.skip(tag & 7);
        }
      }
      return text.length() > longest ? "" : text;
    }

    private static Instant time(WireReader value) {
      Instant time = Instant.EPOCH;
      while (!value.atEnd()) {
        int tag = value.tag();
        if (tag == (7 << 3 | 2)) {
          time = timestamp(value.nested());
        } else {
          value.skip(tag & 7);
        }
      }
      return time;
    }

    private static Instant timestamp(WireReader message) {
      long seconds = 0;
      long nanos = 0;
      while (!message.atEnd()) {
        int tag = message.tag();
        switch (tag) {
          case 1 << 3 -> seconds = message.varint();
          case 2 << 3 -> nanos = message.varint();
          default -> message.skip(tag & 7);
        }
      }
      boolean legal = AttributeValue.isTimestamp(seconds) && nanos >= 0 && nanos < 1_000_000_000;
      return legal ? Instant.ofEpochSecond(seconds, nanos) : Instant.EPOCH;
    }
  }
}
