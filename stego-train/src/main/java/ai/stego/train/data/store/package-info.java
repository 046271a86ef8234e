/** Features and labels computed once and kept on disk, checked, or computed each time. */
package ai.stego.train.data.store;
