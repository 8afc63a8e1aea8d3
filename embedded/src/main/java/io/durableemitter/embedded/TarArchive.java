package io.durableemitter.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks the part of the tar format that the binaries use: files, directories, symbolic links.
 * Anything else is refused rather than skipped, so that a new kind of entry is noticed.
 */
final class TarArchive {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final Path target;

  TarArchive(InputStream in, Path target) {
    this.in = in;
    this.target = target;
  }

  void unpack() throws IOException {
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      entry(header);
    }
  }

  private void entry(byte[] header) throws IOException {
    String name = text(header, 0, 100);
    Path path = inside(name);
    char type = (char) header[156];
    long size = octal(header, 124, 12);
    switch (type) {
      case '0', '\0' -> file(path, size, (octal(header, 100, 8) & 0100) != 0);
      case '2' -> link(path, text(header, 157, 100));
      case '5' -> directory(path);
      default -> throw new IOException("unknown kind of tar entry '" + type + "' for " + name);
    }
  }

  private Path inside(String name) throws IOException {
    Path path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("tar entry leads out of the archive: " + name);
    }
    return path;
  }

  private void file(Path path, long size, boolean executable) throws IOException {
    directory(parent(path));
    try (OutputStream out = Files.newOutputStream(path)) {
      copy(out, size);
    }
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    permit(path, executable ? "rwxr-xr-x" : "rw-r--r--");
  }

  private void copy(OutputStream out, long size) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long left = size;
    while (left > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while unpacking");
      }
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("tar archive ends inside an entry");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private void link(Path path, String to) throws IOException {
    Path parent = parent(path);
    directory(parent);
    if (!parent.resolve(to).normalize().startsWith(target)) {
      throw new IOException("tar link leads out of the archive: " + path + " to " + to);
    }
    Files.createSymbolicLink(path, Path.of(to));
  }

  private void directory(Path path) throws IOException {
    if (!path.startsWith(target) || Files.isDirectory(path)) {
      return;
    }
    directory(parent(path));
    Files.createDirectory(path);
    permit(path, "rwxr-xr-x");
  }

  /** Said explicitly, because the server may run as another user than the one whose umask rules. */
  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException("no parent directory: " + path);
    }
    return parent;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int offset, int length) throws IOException {
    String digits = text(header, offset, length).trim();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IOException("bad number in tar header: " + digits, e);
    }
  }
}
