/** Images with and without labels, their features on disk, and which images are alike. */
package ai.stego.train.data;
