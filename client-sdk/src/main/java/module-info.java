/** The Java SDK of Modelyard: experiments, runs, and what is logged to them. */
module dev.modelyard.client {
  requires java.net.http;
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports dev.modelyard.client;
}
