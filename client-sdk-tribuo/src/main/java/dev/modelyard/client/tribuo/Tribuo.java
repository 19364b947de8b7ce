package dev.modelyard.client.tribuo;

import dev.modelyard.client.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.provenance.EvaluationProvenance;
import org.tribuo.provenance.ModelProvenance;

/**
 * Logs what Tribuo knows of a training: its provenance as params, tags and datasets, evaluations as
 * metrics, and the model itself. Stateless.
 *
 * <p>Logging waits for no server and throws nothing into the training, as {@link Run} promises,
 * unless {@link dev.modelyard.client.Settings#strict} asks for it.
 */
public final class Tribuo {
  private static final System.Logger log = System.getLogger("dev.modelyard.client");

  private Tribuo() {}

  /**
   * Logs a trained model. One model a run: others belong into runs nested in it, see {@link
   * Run#startNested}, since a param is written once.
   *
   * <ul>
   *   <li>Params: {@code trainer}, the class, and what it was configured with, under Tribuo's
   *       names; that of objects in it after a dot, as {@code optimiser.initialLearningRate}.
   *       {@code transformations.0} and so on; {@code run.…} for what was given to the training
   *       itself.
   *   <li>Tags: {@code tribuo.version}, {@code tribuo.model}, {@code tribuo.trained} (when), {@code
   *       tribuo.java}, {@code tribuo.os}.
   *   <li>The data, as a dataset for {@code training}. Of a file that was read whole the digest is
   *       that of {@link dev.modelyard.client.Dataset#ofFile}; of a part of one, or of transformed
   *       data, it stands for the file, the part and the transformations.
   *   <li>The model, as {@link Run#model} logs it: {@code model.tribuo} in Tribuo's protobuf, its
   *       provenance as a text, and {@code MLmodel}. {@link #load} reads it back.
   * </ul>
   *
   * @param name of the logged model
   */
  public static void log(Run run, String name, Model<?> model) {
    ModelProvenance provenance = model.getProvenance();
    Flat.of("trainer", provenance.getTrainerProvenance())
        .texts()
        .forEach((key, value) -> run.param(Keys.of(key.replaceFirst("^trainer\\.", "")), value));
    Flat.of("transformations", provenance.getDatasetProvenance().getTransformationProvenance())
        .texts()
        .forEach((key, value) -> run.param(Keys.of(key), value));
    Flat.of("run", provenance.getInstanceProvenance())
        .texts()
        .forEach((key, value) -> run.param(Keys.of(key), value));
    run.tag("tribuo.version", provenance.getTribuoVersion());
    run.tag("tribuo.model", provenance.getClassName());
    run.tag("tribuo.trained", provenance.getTrainingTime());
    run.tag("tribuo.java", provenance.getJavaVersion());
    run.tag("tribuo.os", provenance.getOS() + " " + provenance.getArch());
    run.dataset(Data.of(provenance.getDatasetProvenance()), "training");
    logFiles(run, name, model);
  }

  /**
   * Logs what an evaluation found, and the data that it was made with.
   *
   * <p>Metrics are {@code use/metric/average} or {@code use/metric/output}, as {@code
   * test/accuracy/micro} and {@code test/f1/setosa}; those of single outputs only where there are
   * at most 100.
   *
   * @param use what the data is for, such as {@code test} or {@code validation}
   */
  public static <T extends Output<T>> void log(Run run, String use, Evaluation<T> evaluation) {
    run.metrics(Scores.of(use, evaluation), 0);
    EvaluationProvenance provenance = evaluation.getProvenance();
    run.dataset(Data.of(provenance.getTestDatasetProvenance()), use);
  }

  /**
   * Reads a model that {@link #log(Run, String, Model)} has logged, from the folder where {@link
   * dev.modelyard.client.Models#fetch} has put it.
   *
   * @param output the type of what it predicts, such as {@code Label.class}
   * @throws IOException when there is none, or it cannot be read
   * @throws ClassCastException when it predicts something else
   */
  public static <T extends Output<T>> Model<T> load(Path folder, Class<T> output)
      throws IOException {
    return ModelFolder.read(folder).castModel(output);
  }

  private static void logFiles(Run run, String name, Model<?> model) {
    try {
      Path folder = Files.createTempDirectory("modelyard-tribuo");
      try {
        write(name, model, folder);
        // Without an MLmodel, when writing has failed: then the run counts that it has no model.
        run.model(name, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException noFolder) {
      log.log(System.Logger.Level.WARNING, "the model {0} is not logged: {1}", name, noFolder);
    }
  }

  private static void write(String name, Model<?> model, Path folder) {
    try {
      ModelFolder.write(name, model, folder);
    } catch (IOException | RuntimeException failure) { // a model of somebody's own may throw any
      log.log(System.Logger.Level.WARNING, "the model {0} cannot be written: {1}", name, failure);
    }
  }

  private static void delete(Path folder) throws IOException {
    for (String file : new String[] {ModelFolder.DATA, ModelFolder.PROVENANCE, "MLmodel"}) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.delete(folder);
  }
}
