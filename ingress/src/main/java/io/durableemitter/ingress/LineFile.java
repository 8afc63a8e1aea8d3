package io.durableemitter.ingress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to whose end lines are written and forced to disk. A torn last line of a process that was
 * killed is cut off. Safe for concurrent use.
 */
final class LineFile implements LineOutput {

  private static final int TAIL = 64 << 10;

  private final FileChannel channel;

  private LineFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens a file, a new one if there is none. */
  static LineFile open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      channel.truncate(endOfLastLine(channel));
      channel.position(channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new LineFile(channel);
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    long end = channel.size();
    while (end > 0) {
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL, end));
      long from = end - tail.capacity();
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
        // until the piece is whole
      }
      for (int i = tail.position() - 1; i >= 0; i--) {
        if (tail.get(i) == '\n') {
          return from + i + 1;
        }
      }
      end = from;
    }
    return 0;
  }

  /** Returns when the lines are on disk; if it throws, none of them is in the file. */
  @Override
  public void write(ByteBuffer lines) throws IOException {
    append(lines);
    // outside the lock: lines that come meanwhile are written, and share the next force
    channel.force(false);
  }

  private synchronized void append(ByteBuffer lines) throws IOException {
    long begin = channel.position();
    try {
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      // such as a full disk: no half a line before the next one
      channel.truncate(begin);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
