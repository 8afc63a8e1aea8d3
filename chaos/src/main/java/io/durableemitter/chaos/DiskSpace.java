package io.durableemitter.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that can be filled. Needs the right to mount one. */
final class DiskSpace implements AutoCloseable {

  private static final String SIZE = "384m";

  private final Path folder;

  // for a program that is told to end before it has begun: the mount must not outlive it
  private final Thread hook = new Thread(this::detach);

  private DiskSpace(Path folder) {
    this.folder = folder;
  }

  /** Mounts it on a folder; empty if this system does not let us. */
  static Optional<DiskSpace> mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=0755", "tmpfs", folder + "");
    if (!mounted) {
      return Optional.empty();
    }
    DiskSpace disk = new DiskSpace(folder);
    Runtime.getRuntime().addShutdownHook(disk.hook);
    return Optional.of(disk);
  }

  Path folder() {
    return folder;
  }

  /** Takes all that is free. */
  void fill() throws IOException {
    byte[] megabyte = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (Files.getFileStore(folder).getUsableSpace() > 0) {
        out.write(megabyte);
      }
    } catch (IOException e) {
      // the last write does not fit: that is what full means
      if (Files.getFileStore(folder).getUsableSpace() > megabyte.length) {
        throw e;
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** From now on its owner sees to its end, whatever ends the program. */
  void handOver() {
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void detach() {
    try {
      run("umount", "--lazy", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!run("umount", folder.toString())) {
      throw new IOException("cannot unmount " + folder + "; run umount " + folder);
    }
  }

  private static boolean run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
