package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.kafka.EventRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping in a file that may be changed while it is in force. One that is broken, or names a
 * topic that there is not, changes nothing: the last good one stays. Contents count only when they
 * are the same at two looks, so that a file that is being written is not read. Looked at by one
 * thread, asked by many.
 */
final class MappingFile implements Topics {

  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final EventRule rule;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(MappingFile.class);
  private byte[] inForce;
  private byte[] seen;
  private volatile TopicMapping mapping;
  private volatile Optional<String> problem = Optional.empty();

  private MappingFile(Path file, byte[] contents) {
    this.file = file;
    this.inForce = contents;
    this.seen = contents;
    this.mapping = TopicMapping.parse(contents);
    this.rule = EventRule.function("mapping " + file, event -> mapping.topic(event));
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is not there or broken
   */
  static MappingFile open(Path file) {
    try {
      return new MappingFile(file, read(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("the mapping " + file + " does not exist", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the mapping " + file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the mapping " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] contents = in.readNBytes(MOST_BYTES + 1);
      if (contents.length > MOST_BYTES) {
        throw new IllegalArgumentException("it must be at most " + MOST_BYTES + " bytes");
      }
      return contents;
    }
  }

  @Override
  public void refresh(TopicCheck check) {
    try {
      byte[] contents = read(file);
      boolean settled = Arrays.equals(contents, seen);
      seen = contents;
      if (Arrays.equals(contents, inForce)) {
        good();
      } else if (settled) {
        TopicMapping next = TopicMapping.parse(contents);
        check.require(next.named());
        mapping = next;
        inForce = contents;
        log.infoOfChange("mapping", "the mapping {} has changed and is in force", file);
        good();
      }
    } catch (IOException e) {
      broken("cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      broken(String.valueOf(e.getMessage()));
    }
  }

  private void good() {
    problem = Optional.empty();
  }

  private void broken(String reason) {
    String text = "the mapping " + file + " is broken, and the last good one stays: " + reason;
    if (!problem.equals(Optional.of(text))) {
      problem = Optional.of(text);
      log.warnOfChange("mapping", "{}", text);
    }
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public EventRule rule() {
    return rule;
  }

  @Override
  public Set<String> named() {
    return mapping.named();
  }

  @Override
  public boolean namesAll() {
    return mapping.namesAll();
  }
}
