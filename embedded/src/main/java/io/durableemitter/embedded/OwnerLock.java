package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a living JVM owns a directory. The operating system lets go of the lock when that JVM
 * ends, however it ends.
 */
final class OwnerLock implements AutoCloseable {
  static final String FILE = "owner.lock";
  private static final Logger LOG = LoggerFactory.getLogger(OwnerLock.class);

  /**
   * Directories this JVM owns. Asked before the file is opened: closing a second channel on a
   * locked file would let go of the first one's lock.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private OwnerLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes the lock; empty when this or another living JVM holds it. */
  static Optional<OwnerLock> tryTake(Path directory) throws IOException {
    return take(directory, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** As {@link #tryTake}, but empty also when nobody ever owned the directory or it is going. */
  static Optional<OwnerLock> tryTakeOver(Path directory) throws IOException {
    try {
      return take(directory, StandardOpenOption.WRITE);
    } catch (NoSuchFileException gone) {
      LOG.debug("{} has no owner", directory, gone);
      return Optional.empty();
    }
  }

  private static Optional<OwnerLock> take(Path directory, StandardOpenOption... options)
      throws IOException {
    if (!OURS.add(directory)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(directory.resolve(FILE), options);
      FileLock lock = channel.tryLock();
      taken = lock != null;
      if (!taken) {
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new OwnerLock(directory, channel));
    } finally {
      if (!taken) {
        OURS.remove(directory);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** Who holds the lock, for messages. */
  static String holder(Path directory) {
    if (OURS.contains(directory)) {
      return "this process";
    }
    try {
      return "process " + Files.readString(directory.resolve(FILE), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      LOG.debug("cannot read the owner of {}", directory, e);
      return "another process";
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      OURS.remove(directory);
    } catch (IOException e) {
      LOG.warn("cannot release the lock of {}", directory, e);
    }
  }
}
