package io.durableemitter.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a file of properties that an option names. */
final class PropertiesFile {

  private PropertiesFile() {}

  static Map<String, String> read(Path file, String option) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " does not exist; check " + option, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " cannot be read: " + Errors.message(e), e);
    }
    Map<String, String> all = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    return all;
  }
}
