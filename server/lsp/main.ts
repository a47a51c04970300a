import { createConnection, ProposedFeatures, ResponseError } from 'vscode-languageserver/node';
import { disk } from '../host/disk';
import { serve } from './shared';

serve(createConnection(ProposedFeatures.all), disk, ResponseError);
