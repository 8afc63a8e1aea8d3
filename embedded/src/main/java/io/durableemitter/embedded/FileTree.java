package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What is done to a whole tree of files; symbolic links are never followed. */
final class FileTree {
  private final Path root;

  FileTree(Path root) {
    this.root = root;
  }

  /** Deletes the tree; files that vanish meanwhile are no error. */
  void delete() throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new Visitor() {
          @Override
          void visit(Path path) throws IOException {
            Files.deleteIfExists(path);
          }
        });
  }

  /** Gives every file of the tree to an account; needs root. */
  void give(int uid, int gid) throws IOException {
    Files.walkFileTree(
        root,
        new Visitor() {
          @Override
          void visit(Path path) throws IOException {
            if (owner(path) != uid) {
              Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
              Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            }
          }
        });
  }

  /** The number of the user who owns a file. */
  static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private abstract static class Visitor extends SimpleFileVisitor<Path> {
    abstract void visit(Path path) throws IOException;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      visit(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null && !(failure instanceof NoSuchFileException)) {
        throw failure;
      }
      visit(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
