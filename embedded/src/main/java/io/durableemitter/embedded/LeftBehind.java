package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a JVM that died without stopping it. It is stopped rather than taken over, so that
 * the next one runs with the settings asked for and as a child of its owner. To be called by the
 * holder of the {@link OwnerLock} only.
 */
final class LeftBehind {
  private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

  private LeftBehind() {}

  static void stop(Path data) throws IOException {
    Optional<PostmasterFile> file = PostmasterFile.read(data);
    if (file.isEmpty()) {
      return;
    }
    ServerProcess server = new ServerProcess(file.get().pid());
    if (server.serves(data)) {
      LOG.warn(
          "stopping the PostgreSQL (process {}) that a killed JVM left in {}", server.pid(), data);
      server.stop();
    } else {
      // The number may belong to a stranger now, and PostgreSQL would refuse to start because of
      // it. Should children of the dead server live on, it notices them by their shared memory.
      Files.deleteIfExists(PostmasterFile.in(data));
    }
  }
}
