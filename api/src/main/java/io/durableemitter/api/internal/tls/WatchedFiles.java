package io.durableemitter.api.internal.tls;

import io.durableemitter.api.internal.text.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** Files that are loaded again when one of them has changed. Used by one thread at a time. */
public final class WatchedFiles {

  /** Makes use of the files, all or none. */
  @FunctionalInterface
  public interface Loader {
    /** Uses them from now on; throws if they are of no use. */
    void load() throws IOException, GeneralSecurityException;
  }

  private record Stamp(FileTime modified, long size) {}

  private final String what;
  private final List<Path> paths;
  private final Loader loader;
  private List<Stamp> loaded = List.of();

  /**
   * Files that are not loaded yet.
   *
   * @param what they must hold, for messages
   * @param paths where they are
   * @param loader makes use of them
   */
  public WatchedFiles(String what, List<Path> paths, Loader loader) {
    this.what = what;
    this.paths = paths;
    this.loader = loader;
  }

  String what() {
    return what;
  }

  void load() throws IOException, GeneralSecurityException {
    // before reading: a change while reading is seen next time
    List<Stamp> now = stamps();
    loader.load();
    loaded = now;
  }

  /** Loads until it succeeds, after each change. */
  void loadIfChanged() throws IOException, GeneralSecurityException {
    if (!stamps().equals(loaded)) {
      load();
    }
  }

  private List<Stamp> stamps() throws IOException {
    List<Stamp> stamps = new ArrayList<>();
    for (Path path : paths) {
      stamps.add(new Stamp(Files.getLastModifiedTime(path), Files.size(path)));
    }
    return stamps;
  }

  String unusable(Throwable cause) {
    return "cannot read "
        + what
        + " in PEM form from "
        + String.join(" and ", paths.stream().map(Path::toString).toList())
        + ": "
        + ErrorText.message(cause);
  }
}
