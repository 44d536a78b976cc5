/** Written in by the build: the name of this state of the sources. */
declare const __VERSION__: string;
