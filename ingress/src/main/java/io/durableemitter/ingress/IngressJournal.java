package io.durableemitter.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudevents.v1.proto.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a server has accepted, as a file that outlives it: one line per event, written and forced to
 * disk before the call is answered. Fields are separated by tabs: id, source, SHA-256, sequence
 * number, line end. In id, source and sequence number a backslash, a tab, a line feed and a
 * carriage return are written as {@code \\\\}, {@code \\t}, {@code \\n} and {@code \\r}.
 *
 * <p>The hash, in hex, is that of the event as it was before the transport added its attribute
 * {@code seqnum}: of its fields in the order of their numbers, attributes in the order of their
 * names. The sequence number is empty if the event has none.
 */
public final class IngressJournal {

  private IngressJournal() {}

  /**
   * An accepted event.
   *
   * @param id its id
   * @param source its source
   * @param sha256 the hash of the event without its sequence number, in hex
   * @param seqNum its sequence number, empty if it has none
   */
  public record Entry(String id, String source, String sha256, String seqNum) {

    String line() {
      return String.join("\t", escape(id), escape(source), sha256, escape(seqNum)) + "\n";
    }
  }

  /**
   * Reads a journal, also of a server that was killed: a last line without its end was never
   * answered for, and is left out.
   *
   * @param file the journal
   * @return its entries, oldest first; an event that was accepted twice has two
   * @throws IOException if it cannot be read, or a line other than the last is none of a journal;
   *     the message names the line
   */
  public static List<Entry> read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<Entry> entries = new ArrayList<>();
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      entries.add(parse(text.substring(begin, end), file, entries.size() + 1));
      begin = end + 1;
    }
    return entries;
  }

  private static Entry parse(String line, Path file, int number) throws IOException {
    String[] fields = line.split("\t", -1);
    if (fields.length != 4 || fields[2].length() != 64) {
      throw new IOException(
          file + ", line " + number + ": not id, source, SHA-256 and sequence number");
    }
    return new Entry(unescape(fields[0]), unescape(fields[1]), fields[2], unescape(fields[3]));
  }

  /**
   * The hash that a journal has for an event.
   *
   * @param event the bytes of a CloudEvent, with or without a sequence number
   * @return its SHA-256 without the sequence number, in hex
   * @throws IllegalArgumentException if they are none
   */
  public static String sha256(byte[] event) {
    try {
      return EventHash.of(CloudEvent.parseFrom(event));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not the bytes of a CloudEvent", e);
    }
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        plain.append(
            switch (text.charAt(i)) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> text.charAt(i);
            });
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
